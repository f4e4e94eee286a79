/**
 * The load generator: closed or open loop, latencies from the intended start. May import the
 * language, ledger, traffic and wire.
 */
@NullMarked
package io.nightbus.sim.load;

import org.jspecify.annotations.NullMarked;

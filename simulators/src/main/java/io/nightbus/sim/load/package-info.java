/**
 * The load generator: closed or open loop, latencies from the intended start. Imports the language,
 * sim.wire and Netty's clock.
 */
@NullMarked
package io.nightbus.sim.load;

import org.jspecify.annotations.NullMarked;

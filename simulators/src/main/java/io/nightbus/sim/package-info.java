/**
 * The outside world: a simulator is links (wire), what is switched off (faults), what it answers
 * (host, rules), what it asks (traffic) and what really happened (ledger), run by one event loop.
 *
 * <p>Imports the language ({@code io.nightbus.iso}) and never the gateway: simulators decide by
 * their own rules what is right. Netty stays in {@code sim.wire}.
 */
@NullMarked
package io.nightbus.sim;

import org.jspecify.annotations.NullMarked;

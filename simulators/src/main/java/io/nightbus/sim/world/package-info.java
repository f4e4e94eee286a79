/**
 * The deterministic simulation: the real core in a world of virtual time, seeded faults and peers
 * with true ledgers.
 *
 * <p>The only package of the simulators that may import the core. No thread, no socket, no clock of
 * the machine in a run: the same seed gives the same run. Only the swarm, which lets many runs go
 * beside one another, and the command know the machine.
 */
@NullMarked
package io.nightbus.sim.world;

import org.jspecify.annotations.NullMarked;

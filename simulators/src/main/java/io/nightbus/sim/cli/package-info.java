/** The command line of the simulators. May import everything in sim. */
@NullMarked
package io.nightbus.sim.cli;

import org.jspecify.annotations.NullMarked;

/** The loopback HTTP interface of a running simulator. May import sim. */
@NullMarked
package io.nightbus.sim.control;

import org.jspecify.annotations.NullMarked;

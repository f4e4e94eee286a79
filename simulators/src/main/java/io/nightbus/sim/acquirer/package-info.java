/** An acquirer's host: dials the gateway, signs on and originates requests. */
@NullMarked
package io.nightbus.sim.acquirer;

import org.jspecify.annotations.NullMarked;

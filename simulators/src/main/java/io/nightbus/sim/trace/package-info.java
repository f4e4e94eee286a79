/**
 * A simulator's part in the trace of a message; off unless OpenTelemetry's standard variables ask
 * for it.
 *
 * <p>May import the language and OpenTelemetry.
 */
@NullMarked
package io.nightbus.sim.trace;

import org.jspecify.annotations.NullMarked;

/**
 * Makes OpenTelemetry spans of what the core hears and wants; off unless the standard variables ask
 * for it, and then never in the way of a payment.
 *
 * <p>May import the core and OpenTelemetry, which only this room knows.
 */
@NullMarked
package io.nightbus.node.trace;

import org.jspecify.annotations.NullMarked;

/**
 * From an endpoint to its best link; breakers; what an answer says about health.
 *
 * <p>May import {@code core.link} and {@code io.nightbus.iso}.
 */
@NullMarked
package io.nightbus.core.route;

import org.jspecify.annotations.NullMarked;

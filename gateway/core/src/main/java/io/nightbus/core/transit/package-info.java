/**
 * Fare charges: acceptance, life cycle, attempts, doubt, replay.
 *
 * <p>May import {@code core.saf}, {@code core.time} and {@code io.nightbus.iso}.
 */
@NullMarked
package io.nightbus.core.transit;

import org.jspecify.annotations.NullMarked;

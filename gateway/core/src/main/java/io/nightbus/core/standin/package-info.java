/**
 * Deciding in the issuer's absence, within limits.
 *
 * <p>May import {@code core.time} and {@code io.nightbus.iso}.
 */
@NullMarked
package io.nightbus.core.standin;

import org.jspecify.annotations.NullMarked;

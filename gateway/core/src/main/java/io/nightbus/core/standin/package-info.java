/**
 * Deciding in the issuer's absence, within limits.
 *
 * <p>May import {@code io.nightbus.iso} only.
 */
@NullMarked
package io.nightbus.core.standin;

import org.jspecify.annotations.NullMarked;

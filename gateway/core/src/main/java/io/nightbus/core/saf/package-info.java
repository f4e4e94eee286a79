/**
 * What we owe: obligations in lanes, order per card, repeat, back off, park, pace.
 *
 * <p>May import {@code io.nightbus.iso} only.
 */
@NullMarked
package io.nightbus.core.saf;

import org.jspecify.annotations.NullMarked;

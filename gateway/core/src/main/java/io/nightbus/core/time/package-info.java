/**
 * How long what was ordered holds.
 *
 * <p>May import nothing of Nightbus.
 */
@NullMarked
package io.nightbus.core.time;

import org.jspecify.annotations.NullMarked;

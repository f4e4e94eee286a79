/**
 * Measurements with JMH, beside the peers and as ratios. May import everything, also {@code
 * org.jpos}; nothing imports it.
 */
@NullMarked
package io.nightbus.bench;

import org.jspecify.annotations.NullMarked;

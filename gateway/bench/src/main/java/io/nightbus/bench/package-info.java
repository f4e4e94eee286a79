/**
 * Measurements: run by hand and by {@code ops/bin/figures}. May import everything; nothing imports
 * it.
 */
@NullMarked
package io.nightbus.bench;

import org.jspecify.annotations.NullMarked;

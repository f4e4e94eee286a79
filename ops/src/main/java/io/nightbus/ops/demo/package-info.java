/**
 * {@code nightbus demo}: one night's outage as a story in steps, played by real processes and
 * settled by the books; {@code demo transit-night}: the night of fares alone. May import the stage
 * and the books; tells it on a terminal or as lines.
 */
@NullMarked
package io.nightbus.ops.demo;

import org.jspecify.annotations.NullMarked;

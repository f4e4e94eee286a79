/** The parts of the links' figures that need no gateway. */
@NullMarked
package io.nightbus.ops.links;

import org.jspecify.annotations.NullMarked;

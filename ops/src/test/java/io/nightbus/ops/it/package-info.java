/** End to end: what is shipped, as real processes, against the simulators. */
@NullMarked
package io.nightbus.ops.it;

import org.jspecify.annotations.NullMarked;

/** The parts of the kill matrix that need no process. */
@NullMarked
package io.nightbus.ops.kill;

import org.jspecify.annotations.NullMarked;

/** Tests of the engine with a core and a book of their own. */
@NullMarked
package io.nightbus.node.engine;

import org.jspecify.annotations.NullMarked;

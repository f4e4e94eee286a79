/** Tests of the wire against blocking sockets. */
@NullMarked
package io.nightbus.node.wire;

import org.jspecify.annotations.NullMarked;

/**
 * Bytes to messages and back: framing, connect, accept, back-pressure. Knows nothing of what
 * messages mean, but counts them. All of it lives on one event loop, whose thread makes every call.
 *
 * <p>May import Netty, {@code io.nightbus.iso}, {@code core.link}.
 */
@NullMarked
package io.nightbus.node.wire;

import org.jspecify.annotations.NullMarked;

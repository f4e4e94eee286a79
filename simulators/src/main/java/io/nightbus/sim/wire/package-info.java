/**
 * A thin shell over Netty: ports that listen, links that dial, sessions that carry length-framed
 * messages with batched flushes. Knows bytes, not messages. Imports Netty and nothing of Nightbus.
 */
@NullMarked
package io.nightbus.sim.wire;

import org.jspecify.annotations.NullMarked;

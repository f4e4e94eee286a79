package io.nightbus.node.wire;

import java.time.Duration;

/**
 * What a peer may cost us.
 *
 * @param outbox bytes that may wait for one peer to read
 * @param frame longest time from a frame's first byte to its last
 * @param stall longest time in which a peer for whom bytes wait takes none of them
 * @param unacknowledged longest time in which the peer's machine acknowledges nothing of what it
 *     was sent; 0 or where the transport has no such thing: the system's own, minutes
 */
public record WireLimits(int outbox, Duration frame, Duration stall, Duration unacknowledged) {
  /**
   * Reliability §3.2: N10, N11, N13. The kernel looks at the last when it would send again, up to a
   * second late.
   */
  public static final WireLimits USUAL =
      new WireLimits(
          4 * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(4));

  public WireLimits {
    if (outbox < Chunk.CAPACITY) {
      throw new IllegalArgumentException("an outbox holds at least " + Chunk.CAPACITY + " bytes");
    }
  }
}

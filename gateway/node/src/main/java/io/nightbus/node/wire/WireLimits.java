package io.nightbus.node.wire;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What a peer may cost us.
 *
 * @param outbox bytes that may wait for one peer to read
 * @param frame longest time from a frame's first byte to its last
 * @param stall longest time in which a peer for whom bytes wait takes none of them
 * @param unacknowledged longest time in which the peer's machine acknowledges nothing of what it
 *     was sent; 0 or where the transport has no such thing: the system's own, minutes
 * @param waiting connections that were let in and have not said who they are, over all addresses
 *     where we listen; beyond it the oldest goes
 * @param identify longest time in which they have to
 */
public record WireLimits(
    int outbox,
    Duration frame,
    Duration stall,
    Duration unacknowledged,
    int waiting,
    Duration identify) {
  /** Longest first message of somebody who has not said yet who he is, in bytes. */
  static final int FIRST_MESSAGE = 2_048;

  private static final int MOST_WAITING = 1_024;

  /**
   * Reliability §3.2: N10, N11, N13. The kernel looks at the last when it would send again, up to a
   * second late.
   */
  public static final WireLimits USUAL =
      new WireLimits(
          4 * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofSeconds(4));

  /** With the usual bounds on who has not said who he is. */
  public WireLimits(int outbox, Duration frame, Duration stall, Duration unacknowledged) {
    this(outbox, frame, stall, unacknowledged, waitingHere(), Duration.ofSeconds(5));
  }

  /** At most a quarter of the files that this process may open: links and book keep theirs. */
  private static int waitingHere() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : MOST_WAITING;
    return Math.clamp(files / 4, 16, MOST_WAITING);
  }

  public WireLimits {
    if (outbox < Chunk.CAPACITY) {
      throw new IllegalArgumentException("an outbox holds at least " + Chunk.CAPACITY + " bytes");
    }
  }
}

package io.nightbus.sim.proxy;

import java.time.Duration;

/** What is done to the bytes of one direction. The names are those that Toxiproxy made usual. */
public sealed interface Toxic {

  /** Each piece comes so much later, give or take {@code jitter}; the order stands. */
  record Latency(Duration time, Duration jitter) implements Toxic {
    public Latency {
      notNegative(time, "time");
      notNegative(jitter, "jitter");
    }
  }

  /** No more than so many bytes a second. */
  record Bandwidth(long bytesPerSecond) implements Toxic {
    public Bandwidth {
      atLeastOne(bytesPerSecond, "bytesPerSecond");
    }
  }

  /** The end of the stream is told so much later. */
  record SlowClose(Duration time) implements Toxic {
    public SlowClose {
      notNegative(time, "time");
    }
  }

  /**
   * A black hole: nothing passes, neither bytes nor an end. What came meanwhile passes when it is
   * taken away.
   *
   * @param cutAfter the connection is closed then; zero = never
   */
  record Timeout(Duration cutAfter) implements Toxic {
    public Timeout {
      notNegative(cutAfter, "cutAfter");
    }
  }

  /** Both ends see a reset after so long. */
  record ResetPeer(Duration after) implements Toxic {
    public ResetPeer {
      notNegative(after, "after");
    }
  }

  /** Bytes come in segments of so many, with a pause between. */
  record Slicer(int size, Duration pause) implements Toxic {
    public Slicer {
      atLeastOne(size, "size");
      notNegative(pause, "pause");
    }
  }

  /** The connection is closed in good order after so many bytes more. */
  record LimitData(long bytes) implements Toxic {
    public LimitData {
      notNegative(Duration.ofNanos(bytes), "bytes");
    }
  }

  /** Of each byte, one bit is turned with this probability. */
  record Corrupt(double share) implements Toxic {
    public Corrupt {
      if (!(share > 0 && share <= 1)) {
        throw new IllegalArgumentException("share: above 0, at most 1");
      }
    }
  }

  private static void notNegative(Duration time, String name) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(name + ": not below 0");
    }
  }

  private static void atLeastOne(long number, String name) {
    if (number < 1) {
      throw new IllegalArgumentException(name + ": at least 1");
    }
  }
}

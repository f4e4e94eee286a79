package io.nightbus.node.engine;

import io.nightbus.core.Moment;
import java.time.Instant;

/**
 * Takes the time for the core. The wall clock is read once in a millisecond at most: what it is
 * for, DE 7 and the book, is no finer.
 */
final class Moments {
  private static final long FRESH = 1_000_000;

  private Instant wall = Instant.now();
  private long readAt = System.nanoTime();

  Moment now() {
    long nanos = System.nanoTime();
    if (nanos - readAt > FRESH) {
      wall = Instant.now();
      readAt = nanos;
    }
    return new Moment(wall, nanos);
  }
}

package io.nightbus.node.store;

import java.time.Instant;

/**
 * Instants as the book has them: nanoseconds since 1970; what lies outside the years 1678 to 2262
 * becomes the nearest that does not.
 */
final class Times {
  private static final long SECOND = 1_000_000_000;
  private static final long LAST = Long.MAX_VALUE / SECOND - 1;
  private static final long DAY = 86_400;

  private Times() {}

  static long nanos(Instant at) {
    if (Math.abs(at.getEpochSecond()) > LAST) {
      return at.getEpochSecond() < 0 ? -LAST * SECOND : LAST * SECOND;
    }
    return at.getEpochSecond() * SECOND + at.getNano();
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  /** Days since 1970, UTC. */
  static long day(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), DAY);
  }
}

package io.nightbus.core.link;

/**
 * How much a link's standing is worth: it begins gently, after a failure it is held back for a
 * while, and the longer the more often it fails. Times are monotonic nanoseconds.
 */
final class Steadiness {
  private static final long SECOND = 1_000_000_000L;

  /** Time in which a fresh link comes to its full share. */
  private static final long SLOW_START = 5 * SECOND;

  private static final long FIRST_HOLD = 5 * SECOND;
  private static final long LONGEST_HOLD = 300 * SECOND;

  /** A link that stood for so long starts with a clean sheet. */
  private static final long STEADY = 60 * SECOND;

  private static final int FLAPS = 3;

  private boolean stands;
  private long risenAt;
  private long fellAt;
  private int falls;

  void rose(long now) {
    stands = true;
    risenAt = now;
  }

  void fell(long now) {
    falls = falls > 0 && stands && now - risenAt >= STEADY ? 1 : falls + 1;
    stands = false;
    fellAt = now;
  }

  private long hold() {
    if (falls == 0) {
      return 0;
    }
    return falls > 7 ? LONGEST_HOLD : Math.min(LONGEST_HOLD, FIRST_HOLD << (falls - 1));
  }

  boolean isHeldBack(long now) {
    return stands && now - risenAt < hold();
  }

  int tenths(long now) {
    long age = now - risenAt;
    return age >= SLOW_START ? 10 : (int) Math.max(1, 10 * age / SLOW_START);
  }

  boolean isFlapping(long now) {
    return falls >= FLAPS && (!stands || now - risenAt < STEADY) && now - fellAt < 2 * LONGEST_HOLD;
  }
}

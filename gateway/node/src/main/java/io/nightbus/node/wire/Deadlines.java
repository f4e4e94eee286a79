package io.nightbus.node.wire;

/** Comparing monotonic nanoseconds, which may be negative and may wrap. */
public final class Deadlines {
  /** There is no deadline. */
  public static final long NEVER = Long.MAX_VALUE;

  private Deadlines() {}

  /** {@code deadline} lies before {@code now}. */
  public static boolean past(long deadline, long now) {
    return deadline != NEVER && now - deadline > 0;
  }

  /** The one that comes first. */
  public static long earlier(long a, long b) {
    if (a == NEVER || b == NEVER) {
      return a == NEVER ? b : a;
    }
    return a - b < 0 ? a : b;
  }
}

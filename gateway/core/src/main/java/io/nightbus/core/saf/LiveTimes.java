package io.nightbus.core.saf;

import java.util.Arrays;

/**
 * How long the live requests of an endpoint take, and whether its backlog makes them later. What is
 * usual is the 99th percentile of those that were answered while nothing of the backlog went. Later
 * ones are judged by a cumulative sum (E. S. Page, Continuous Inspection Schemes, 1954): one late
 * request says nothing, a share of them that does not fit is told within some dozens.
 */
final class LiveTimes {
  private static final int REMEMBERED = 1_024;

  /** Of fewer a percentile would be the luck of one. */
  private static final int ENOUGH = 256;

  /** Below the fifth that may be added at most (domain §7.6), so that there is time to yield. */
  private static final double MUCH_LATER = 1.1;

  /** Where everything is fast, less than this is felt by nobody; nanoseconds. */
  private static final double FELT = 1_000_000;

  /** The hundredth that is later by definition, and as many again. */
  private static final double ALLOWED = 0.02;

  private static final double TOO_MANY = 3;

  private final long[] calm = new long[REMEMBERED];
  private long count;
  private boolean changed;
  private double late = Double.MAX_VALUE;
  private double excess;

  /** One was answered while nothing of the backlog went. */
  void undisturbed(long nanos) {
    calm[(int) (count++ % REMEMBERED)] = nanos;
    changed = true;
    excess = 0;
  }

  /**
   * One was answered beside the backlog; true where too many have been late. Then it counts anew.
   */
  boolean isOneTooMany(long nanos) {
    if (changed && count >= ENOUGH) {
      changed = false;
      late = MUCH_LATER * percentile() + FELT;
    }
    excess = Math.max(0, excess + (nanos > late ? 1 : 0) - ALLOWED);
    boolean tooMany = excess >= TOO_MANY;
    if (tooMany) {
      excess = 0;
    }
    return tooMany;
  }

  private long percentile() {
    long[] sorted = Arrays.copyOf(calm, (int) Math.min(count, REMEMBERED));
    Arrays.sort(sorted);
    return sorted[sorted.length * 99 / 100];
  }
}

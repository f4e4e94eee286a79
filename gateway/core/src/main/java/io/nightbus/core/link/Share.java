package io.nightbus.core.link;

import java.util.Arrays;

/**
 * Answers among requests that ended, over the last ten seconds. Times are monotonic nanoseconds.
 */
public final class Share {
  /** Below this many requests a share says nothing. */
  public static final int SAMPLE = 20;

  private static final int SECONDS = 10;
  private static final int LEAST_PERCENT = 80;
  private static final long SECOND = 1_000_000_000L;

  private final int[] answered = new int[SECONDS];
  private final int[] missed = new int[SECONDS];
  private final long begin;
  private long current;
  private int allAnswered;
  private int allMissed;

  public Share(long now) {
    begin = now;
  }

  public void add(boolean wasAnswered, long now) {
    turn(now);
    int slot = (int) (current % SECONDS);
    if (wasAnswered) {
      answered[slot]++;
      allAnswered++;
    } else {
      missed[slot]++;
      allMissed++;
    }
  }

  private void turn(long now) {
    long second = (now - begin) / SECOND;
    for (long gone = Math.max(current + 1, second - SECONDS + 1); gone <= second; gone++) {
      int slot = (int) (gone % SECONDS);
      allAnswered -= answered[slot];
      allMissed -= missed[slot];
      answered[slot] = 0;
      missed[slot] = 0;
    }
    current = Math.max(current, second);
  }

  public int answered(long now) {
    turn(now);
    return allAnswered;
  }

  public int missed(long now) {
    turn(now);
    return allMissed;
  }

  /** Enough requests ended, and too few of them with an answer. */
  public static boolean isBad(int answered, int missed) {
    return answered + missed >= SAMPLE && answered * 100 < LEAST_PERCENT * (answered + missed);
  }

  void clear() {
    Arrays.fill(answered, 0);
    Arrays.fill(missed, 0);
    allAnswered = 0;
    allMissed = 0;
  }
}

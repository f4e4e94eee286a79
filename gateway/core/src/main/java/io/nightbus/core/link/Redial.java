package io.nightbus.core.link;

import java.util.random.RandomGenerator;

/**
 * When a link that is down is dialled again, and how long the attempt may take. Times are monotonic
 * nanoseconds.
 */
final class Redial {
  private static final long SECOND = 1_000_000_000L;

  /** While its endpoint has no link at all, nothing is lost by trying often. */
  private static final long HURRY_PAUSE = SECOND / 2;

  private static final long HURRY_CONNECT = SECOND;

  /** An address that was only announced is worth no longer wait: its verdict is wanted soon. */
  private static final long CANDIDATE_CONNECT = 2 * SECOND;

  private final LinkSettings settings;
  private final RandomGenerator jitter;
  private boolean alone = true;
  private int failed;
  private int fell;

  Redial(LinkSettings settings, RandomGenerator jitter) {
    this.settings = settings;
    this.jitter = jitter;
  }

  /** Its endpoint has no link that carries traffic. */
  void alone(boolean none) {
    alone = none;
  }

  void failed() {
    failed++;
  }

  void rose() {
    failed = 0;
  }

  /**
   * It carried traffic and was lost. One that never stands for as long as the longest pause is
   * dialled as rarely as one that does not rise at all.
   */
  void fell(long stood) {
    fell = stood < settings.backoffCap().toNanos() ? fell + 1 : 0;
  }

  /** Attempts in a row after which it did not rise. */
  int failures() {
    return failed;
  }

  /** Exponential with full jitter, so that many links do not come back in one wave. */
  long pause() {
    long cap = settings.backoffCap().toNanos();
    long base = settings.backoff().toNanos();
    int before = failed + fell;
    long ceiling = before >= 20 ? cap : Math.min(cap, base << before);
    return base / 2 + jitter.nextLong(Math.max(1, ceiling));
  }

  /** How long an attempt may take. */
  long patience(boolean candidate) {
    long most = settings.connect().toNanos();
    if (alone) {
      return Math.min(HURRY_CONNECT, most);
    }
    return candidate ? Math.min(CANDIDATE_CONNECT, most) : most;
  }

  /**
   * When the next attempt is due.
   *
   * @param agreed as it was when the last one failed; never where it is not dialled
   * @param since the link is down
   */
  long at(long agreed, long since) {
    boolean hurry = alone && agreed != Long.MAX_VALUE;
    return hurry ? Math.min(agreed, since + HURRY_PAUSE) : agreed;
  }
}

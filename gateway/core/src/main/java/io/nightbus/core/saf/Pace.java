package io.nightbus.core.saf;

/**
 * How fast a backlog goes out: a token bucket whose rate grows with each good answer and falls with
 * a bad or a slow one, between a trickle and what the contract allows. So a peer that comes back is
 * not felled again (domain §7.6).
 */
public final class Pace {
  private static final double SECOND = 1_000_000_000.0;
  private static final long ONCE = 100_000_000L;

  /** Answers so many times slower than the peer's best say that it is getting full. */
  private static final double SLOW = 2;

  /** Where the deadline is at stake, more is asked of it. */
  private static final double SLOW_WHEN_LATE = 4;

  private static final double GRACE = 20_000_000.0;

  /** With each answer the best fades, so that a peer that is slower for good is not held back. */
  private static final double DRIFT = 1.000005;

  private final double contract;
  private double most;
  private double least;
  private double rate;
  private double tokens;
  private long filledAt;
  private long lastCut;
  private double best = Double.MAX_VALUE;
  private double needed;

  /**
   * Begins at a tenth of the cap.
   *
   * @param most deliveries a second that the contract allows
   */
  public Pace(int most, long now) {
    this.contract = most;
    this.most = most;
    this.least = Math.min(most, 10.0);
    this.rate = Math.max(least, most / 10.0);
    this.tokens = 1;
    this.filledAt = now;
    this.lastCut = now;
  }

  /** No more than so many a second from now on; at most what the contract allows. */
  public void limit(int perSecond) {
    most = Math.min(contract, perSecond);
    least = Math.min(most, 10.0);
    rate = Math.clamp(rate, least, most);
  }

  /** So many a second would just do for the deadline; 0 = none is at stake. */
  public void need(double perSecond) {
    needed = perSecond;
  }

  /** One may go now. */
  public boolean take(long now) {
    tokens = Math.min(burst(), tokens + (now - filledAt) / SECOND * rate);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }

  /** It did not go after all. */
  public void giveBack() {
    tokens += 1;
  }

  private double burst() {
    return Math.max(1, rate / 20);
  }

  /** When the next one may go. */
  public long nextAt() {
    return tokens >= 1 ? filledAt : filledAt + (long) Math.ceil((1 - tokens) / rate * SECOND);
  }

  public void wentWell() {
    rate = Math.min(most, rate + most / 500.0);
  }

  /**
   * It went well. Where answers get much slower than the peer's best, the rate falls by a fifth;
   * where the deadline could not be met so, only when they get slower still.
   *
   * @param roundTrip smoothed time from a request on the wire to its answer, nanoseconds
   */
  public void wentWell(long roundTrip, long now) {
    double took = (double) roundTrip;
    best = Math.min(best * DRIFT, took);
    double patience = rate < needed ? SLOW_WHEN_LATE : SLOW;
    if (took <= best * patience + GRACE) {
      wentWell();
    } else if (now - lastCut >= 5 * ONCE) {
      lastCut = now;
      rate = Math.max(least, rate * 0.8);
    }
  }

  /** No answer or a technical one; a burst of them counts once in 100 ms. */
  public void wentBadly(long now) {
    if (now - lastCut >= ONCE) {
      lastCut = now;
      rate = Math.max(least, rate / 2);
    }
  }

  /** Deliveries a second that the contract, and whoever limits them, allow at most. */
  public double most() {
    return most;
  }

  /** Deliveries a second that are allowed now. */
  public double rate() {
    return rate;
  }
}

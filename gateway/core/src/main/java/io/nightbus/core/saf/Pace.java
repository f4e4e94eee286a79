package io.nightbus.core.saf;

/**
 * How fast a backlog goes out: a token bucket whose rate grows with each good answer and falls with
 * a bad or a slow one, between a trickle and what the contract allows. So a peer that comes back is
 * not felled again (domain §7.6). Where live requests become late beside it, it yields: but for a
 * tenth of the contract, and for what the deadline needs.
 */
public final class Pace {
  private static final double SECOND = 1_000_000_000.0;
  private static final long ONCE = 100_000_000L;

  /** Answers so many times slower than the peer's best say that it is getting full. */
  private static final double SLOW = 2;

  /** Where the deadline is at stake, more is asked of it. */
  private static final double SLOW_WHEN_LATE = 4;

  private static final double GRACE = 20_000_000.0;

  /** Live requests are never worth more of the contract than the rest. */
  private static final double OWN_SHARE = 0.1;

  /** Having yielded it comes back by so much a second: slower than lateness is seen. */
  private static final double REGAINED = 0.03;

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

  /** How fast it may be beside live requests. */
  private double ceiling;

  private long lastYield;
  private final LiveTimes live = new LiveTimes();

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
    this.lastYield = now;
    this.ceiling = most;
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
    double seconds = (now - filledAt) / SECOND;
    tokens = Math.min(burst(), tokens + seconds * rate());
    ceiling = Math.min(contract, ceiling * (1 + REGAINED * seconds));
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
    return Math.max(1, rate() / 20);
  }

  /** When the next one may go. */
  public long nextAt() {
    return tokens >= 1 ? filledAt : filledAt + (long) Math.ceil((1 - tokens) / rate() * SECOND);
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

  /**
   * A live request to the same peer was approved. Where too many come later than they would without
   * the backlog, only half as much of it goes, at once and then again by and by.
   *
   * @param took from its choice of a link until the book has its answer, nanoseconds
   */
  public void liveTook(long took, long now) {
    if (now - filledAt >= (long) SECOND) {
      live.undisturbed(took);
    } else if (now - lastYield >= 5 * ONCE && live.isOneTooMany(took)) {
      lastYield = now;
      ceiling = Math.max(share(), rate() / 2);
    }
  }

  /** What it does not yield: a deadline that would be missed anyway is worth no live request. */
  private double share() {
    double own = OWN_SHARE * contract;
    return needed <= contract ? Math.max(own, needed) : own;
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
    return Math.min(rate, ceiling);
  }
}

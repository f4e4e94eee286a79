package io.nightbus.core.saf;

/**
 * How fast a backlog goes out: a token bucket whose rate grows with each good answer and halves
 * with a bad one, between a trickle and what the contract allows. So a peer that comes back is not
 * felled again (domain §7.6).
 */
public final class Pace {
  private static final double SECOND = 1_000_000_000.0;

  private final double most;
  private final double least;
  private double rate;
  private double tokens;
  private long filledAt;
  private long lastCut;

  /**
   * Begins at a tenth of the cap.
   *
   * @param most deliveries a second that the contract allows
   */
  public Pace(int most, long now) {
    this.most = most;
    this.least = Math.min(most, 10.0);
    this.rate = Math.max(least, most / 10.0);
    this.tokens = 1;
    this.filledAt = now;
    this.lastCut = now;
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

  /** No answer or a technical one; a burst of them counts once in 100 ms. */
  public void wentBadly(long now) {
    if (now - lastCut >= 100_000_000L) {
      lastCut = now;
      rate = Math.max(least, rate / 2);
    }
  }

  /** Deliveries a second that are allowed now. */
  public double rate() {
    return rate;
  }
}

package io.nightbus.core.transit;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * By when every card is released, seen from what remains and how fast charges get settled: while
 * there is still time to act.
 */
public final class Forecast {
  private static final double SECOND = 1_000_000_000.0;
  private static final long LOOK = 5_000_000_000L;

  private final Map<String, Open> batches = new LinkedHashMap<>();
  private long settled;
  private long lookedAt;
  private long settledThen;
  private double rate;

  private static final class Open {
    final Instant deadline;
    long remaining;

    Open(Instant deadline) {
      this.deadline = deadline;
    }
  }

  /**
   * What is foreseen.
   *
   * @param remaining charges of complete files without an ending; held ones wait for a person and
   *     are not among them
   * @param perSecond charges settled a second lately
   * @param releasedBy empty where nothing gets settled
   * @param deadline the earliest of the files that have any
   * @param late the deadline will be missed as things go; where nothing gets settled, even if the
   *     peer came back this moment
   */
  public record View(
      long remaining,
      double perSecond,
      Optional<Instant> releasedBy,
      Optional<Instant> deadline,
      boolean late) {}

  /** A complete file has so many more charges to be settled. */
  public void add(String batch, Instant deadline, long charges) {
    batches.computeIfAbsent(batch, _ -> new Open(deadline)).remaining += charges;
    if (remaining(batch) <= 0) {
      batches.remove(batch);
    }
  }

  private long remaining(String batch) {
    Open open = batches.get(batch);
    return open == null ? 0 : open.remaining;
  }

  /** Empty where none of its charges is still to be settled. */
  public Optional<Instant> deadline(String batch) {
    return Optional.ofNullable(batches.get(batch)).map(open -> open.deadline);
  }

  public void moved(Charge charge, ChargeState to) {
    boolean waited = waits(charge.state());
    if (waited == waits(to)) {
      return;
    }
    Open open = batches.get(charge.batch());
    if (open != null) {
      open.remaining += waited ? -1 : 1;
      if (open.remaining <= 0) {
        batches.remove(charge.batch());
      }
    }
    settled += waited ? 1 : 0;
  }

  private static boolean waits(ChargeState state) {
    return switch (state) {
      case QUEUED, SENDING, IN_DOUBT, REVERSING -> true;
      case ACCEPTED, HELD, AUTHORISED, DECLINED, EXPIRED, CANCELLED, SETTLED_BY_HAND -> false;
    };
  }

  /** To be called now and then; looks every five seconds. */
  public void look(long now) {
    if (lookedAt == 0) {
      lookedAt = now;
      settledThen = settled;
    } else if (now - lookedAt >= LOOK) {
      double lately = (settled - settledThen) / ((now - lookedAt) / SECOND);
      rate = rate == 0 ? lately : 0.6 * rate + 0.4 * lately;
      rate = rate < 0.01 ? 0 : rate;
      lookedAt = now;
      settledThen = settled;
    }
  }

  /**
   * As things are now.
   *
   * @param most charges a second that could be settled at best
   */
  public View view(Instant now, double most) {
    long remaining = batches.values().stream().mapToLong(open -> open.remaining).sum();
    Optional<Instant> deadline =
        batches.values().stream().map(open -> open.deadline).min(Instant::compareTo);
    Instant ends = now.plus(time(remaining, rate == 0 ? most : rate));
    boolean late = remaining > 0 && deadline.isPresent() && ends.isAfter(deadline.get());
    boolean stands = remaining > 0 && rate == 0;
    return new View(remaining, rate, stands ? Optional.empty() : Optional.of(ends), deadline, late);
  }

  private static Duration time(long charges, double perSecond) {
    double seconds = Math.ceil(charges / Math.max(0.001, perSecond));
    return Duration.ofSeconds((long) Math.min(seconds, 366.0 * 86_400));
  }

  /** Charges a second that would just do for each deadline; 0 where none is at stake. */
  public double needed(Instant now) {
    double needed = 0;
    for (Open open : batches.values()) {
      long left = Math.max(1, Duration.between(now, open.deadline).toSeconds());
      needed = Math.max(needed, (double) open.remaining / left);
    }
    return needed;
  }
}

package io.nightbus.core.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time for which an order holds. It is over by the wall clock or by the monotonic one,
 * whichever says so first: a wall clock that is set back makes none longer (decision 17 as).
 *
 * @param until by the wall clock
 * @param end monotonic nanoseconds
 */
public record Term(Instant until, long end) {
  /** An order that is to hold for longer belongs into the configuration. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** Why an order cannot hold for so long; empty where it can. */
  public static Optional<String> unfit(Duration length) {
    return length.isPositive() && length.compareTo(LONGEST) <= 0
        ? Optional.empty()
        : Optional.of("it holds for a time, at most " + LONGEST.toDays() + " days");
  }

  /** One of an earlier run has what is left of it, and never more than it began with. */
  public static Term of(Instant from, Instant until, Instant now, long nanos) {
    Duration whole = Duration.between(from, until);
    Duration left = Duration.between(now, until);
    Duration holds = left.compareTo(whole) < 0 ? left : whole;
    return new Term(until, nanos + holds.toNanos());
  }

  public boolean isOver(Instant now, long nanos) {
    return !until.isAfter(now) || nanos - end >= 0;
  }
}

package io.nightbus.core;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Now, twice, never mixed: wall time is what goes into DE 7/12/13 and the book, monotonic time is
 * what deadlines are made of.
 *
 * @param nanos monotonic nanoseconds; only differences mean anything
 */
public record Moment(Instant wall, long nanos) {

  /** The day in UTC, as 20261001. */
  public int day() {
    LocalDate day = LocalDate.ofInstant(wall, ZoneOffset.UTC);
    return 10_000 * day.getYear() + 100 * day.getMonthValue() + day.getDayOfMonth();
  }
}

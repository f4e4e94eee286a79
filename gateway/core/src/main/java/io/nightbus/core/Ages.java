package io.nightbus.core;

import io.nightbus.core.transit.Charge;
import io.nightbus.iso.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long ago the present attempt of a charge was first meant to go: what a peer's promise to
 * remove duplicates is measured by. Within one life monotonic time counts, and what the machine has
 * slept meanwhile. Of an earlier life only the wall clock tells, by DE 7, which is fixed with the
 * first intent; where that clock has evidently gone back since, the age is unknown, and longer than
 * any promise.
 */
final class Ages {
  private static final Duration UNKNOWN = Duration.ofDays(366);

  private final Outbox outbox;
  private final Moment began;
  private final Instant leasedUpTo;

  /**
   * By charge, by {@link #now}; of an earlier life it lies before this one's beginning. In a tree
   * for the reason that {@link Debts} gives.
   */
  private final Map<Long, Long> attempted = new TreeMap<>();

  /**
   * At the start of a life.
   *
   * @param leasedUpTo the wall clock has shown this before
   */
  Ages(Outbox outbox, Instant leasedUpTo) {
    this.outbox = outbox;
    this.began = outbox.now();
    this.leasedUpTo = leasedUpTo;
  }

  /** A new attempt goes out now. */
  void attempted(long charge) {
    attempted.put(charge, now());
  }

  /** It was read from the book, with the attempt of an earlier life. */
  void read(Charge charge) {
    charge
        .stamp()
        .ifPresent(stamp ->
            attempted.computeIfAbsent(
                charge.id(), _ -> began.nanos() - beforeThisLife(stamp).toNanos()));
  }

  void forget(long charge) {
    attempted.remove(charge);
  }

  /** Of a charge that was sent. */
  Duration of(Charge charge) {
    Long at = attempted.get(charge.id());
    return at == null ? UNKNOWN : Duration.ofNanos(now() - at);
  }

  /** Monotonic, and the machine's sleep counted in. */
  private long now() {
    return outbox.nanos() + outbox.slept().toNanos();
  }

  /** From the attempt to the beginning of this life; the year is the one that makes it latest. */
  private Duration beforeThisLife(Stamp stamp) {
    Instant now = began.wall();
    int year = now.atOffset(ZoneOffset.UTC).getYear();
    Instant inThisYear = at(stamp.transmitted(), year);
    boolean lastYear = inThisYear.isAfter(now.plus(Duration.ofDays(1)));
    Instant sent = lastYear ? at(stamp.transmitted(), year - 1) : inThisYear;
    boolean wentBack = now.isBefore(leasedUpTo) || now.isBefore(sent);
    return wentBack ? UNKNOWN : Duration.between(sent, now);
  }

  private static Instant at(String transmitted, int year) {
    int[] parts = new int[5];
    for (int i = 0; i < 5; i++) {
      parts[i] = Integer.parseInt(transmitted.substring(2 * i, 2 * i + 2));
    }
    int day = parts[0] == 2 && parts[1] == 29 && year % 4 != 0 ? 28 : parts[1];
    return LocalDateTime.of(year, parts[0], day, parts[2], parts[3], parts[4])
        .toInstant(ZoneOffset.UTC);
  }
}

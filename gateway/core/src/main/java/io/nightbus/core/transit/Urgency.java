package io.nightbus.core.transit;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A charge's place in the replay: earliest expected tap first, then oldest travel day, then as they
 * came (domain §7.5). One number, so that lane, window and book all have the same order; above
 * every obligation's, which are owed before any charge is replayed.
 */
public final class Urgency {
  /** The first place of any charge, and of the reversals of its attempts; all else lies before. */
  public static final long FIRST = 1L << 62;

  private static final int TAP_BITS = 18;
  private static final int DAY_BITS = 14;
  private static final int ID_BITS = 30;
  private static final long FIRST_HOUR =
      Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() / 3600;
  private static final long FIRST_DAY = LocalDate.of(2020, 1, 1).toEpochDay();

  private Urgency() {}

  /**
   * By the hour.
   *
   * @param tap when the card is expected at a gate; the file's deadline where nobody knows
   */
  public static long of(Instant tap, LocalDate travelled) {
    long hour = within(tap.getEpochSecond() / 3600 - FIRST_HOUR, TAP_BITS);
    long day = within(travelled.toEpochDay() - FIRST_DAY, DAY_BITS);
    return FIRST | hour << (DAY_BITS + ID_BITS) | day << ID_BITS;
  }

  private static long within(long value, int bits) {
    return Math.clamp(value, 0, (1L << bits) - 1);
  }

  /** The same for the charge that got this id: one after the other. */
  public static long placed(long urgency, long id) {
    return urgency + (id & ((1L << ID_BITS) - 1));
  }
}

package io.nightbus.core.transit;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.time.format.DateTimeFormatter;

/** A charge as an authorisation request, without DE 7 and 11. */
public final class Fare {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMdd");

  private Fare() {}

  /**
   * The journey's own local time in DE 12/13: fixed with the charge, whenever it is sent (domain
   * §7.5).
   */
  public static Message request(Charge charge, String reference) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, charge.pan().digits())
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "%012d".formatted(charge.amount()))
        .set(De.LOCAL_TIME, TIME.format(charge.travelled()))
        .set(De.LOCAL_DATE, DATE.format(charge.travelled()))
        .set(De.EXPIRY, charge.expiry())
        .set(De.MERCHANT_TYPE, charge.merchantType())
        .set(De.ENTRY_MODE, "071")
        .set(De.RRN, reference)
        .set(De.TERMINAL, padded(charge.terminal(), 8))
        .set(De.MERCHANT, padded(charge.merchant(), 15))
        .set(De.CURRENCY, charge.currency())
        .build();
  }

  private static String padded(String text, int length) {
    return text.length() >= length
        ? text.substring(0, length)
        : text + " ".repeat(length - text.length());
  }

  /**
   * DE 37 of an attempt: unique for the gateway, kept in repeats and in the reversal, new for a new
   * attempt.
   */
  public static String reference(long charge, int attempt) {
    return "%010d%02d".formatted(charge % 10_000_000_000L, attempt % 100);
  }
}

package io.nightbus.sim.load;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.traffic.Cards;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A contactless 0100 of 17 elements, encoded once; card, DE 7, 11 and 37 are written over for each
 * request.
 */
final class Template {
  private static final DateTimeFormatter SENT =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final byte[] bytes;
  private final Digits card;
  private final Digits sent;
  private final Digits stan;
  private final Digits reference;
  private final long[] cards;
  private long second = -1;
  private int turn;

  Template(Dialect dialect, Cards range, String acquirer) {
    bytes = dialect.encode(message(acquirer));
    card = find(dialect, acquirer, De.PAN, 16);
    sent = find(dialect, acquirer, De.TRANSMISSION_TIME, 10);
    stan = find(dialect, acquirer, De.STAN, 6);
    reference = find(dialect, acquirer, De.RRN, 12);
    cards = new long[Math.min(range.count(), 100_000)];
    for (int i = 0; i < cards.length; i++) {
      cards[i] = Long.parseLong(range.card(i).digits());
    }
  }

  /** The next request; good until the next call. */
  byte[] next(int trace, long number, long wallSeconds) {
    if (wallSeconds != second) {
      second = wallSeconds;
      sent.write(bytes, Long.parseLong(SENT.format(Instant.ofEpochSecond(wallSeconds))));
    }
    card.write(bytes, cards[turn]);
    turn = turn + 1 == cards.length ? 0 : turn + 1;
    stan.write(bytes, trace);
    reference.write(bytes, number);
    return bytes;
  }

  private static Digits find(Dialect dialect, String acquirer, De de, int count) {
    Message message = message(acquirer);
    return Digits.between(
        dialect.encode(message.with(de, "0".repeat(count))),
        dialect.encode(message.with(de, "9".repeat(count))),
        count);
  }

  private static Message message(String acquirer) {
    Instant now = Instant.now();
    String stamp = SENT.format(now);
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "0".repeat(16))
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "000000000280")
        .set(De.TRANSMISSION_TIME, stamp)
        .set(De.STAN, "000000")
        .set(De.LOCAL_TIME, stamp.substring(4))
        .set(De.LOCAL_DATE, stamp.substring(0, 4))
        .set(De.EXPIRY, "3012")
        .set(De.MERCHANT_TYPE, "4111")
        .set(De.ENTRY_MODE, "071")
        .set(De.CONDITION_CODE, "00")
        .set(De.ACQUIRER, acquirer)
        .set(De.RRN, "000000000000")
        .set(De.TERMINAL, "LOAD0001")
        .set(De.MERCHANT, "MERCHANT0000001")
        .set(De.CURRENCY, "826")
        .set(De.CHIP_DATA, "9F2608" + "0".repeat(16) + "9F3602" + "0001" + "00".repeat(128))
        .build();
  }
}

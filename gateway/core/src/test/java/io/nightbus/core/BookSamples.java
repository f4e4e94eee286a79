package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.Counters.Move;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.StandInReason;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rows for tests of a book, made from a number; every card is a test card. */
public final class BookSamples {
  public static final String ACQUIRER = "acquirer";
  public static final String HOST = "host";
  public static final String NETWORK = "network";
  public static final Instant NOON = Instant.parse("2026-03-02T12:00:00.123456789Z");

  private BookSamples() {}

  public static Pan pan(long number) {
    String body = "400000" + digits(number, 9);
    for (char check = '0'; check <= '9'; check++) {
      Pan pan = Pan.of(body + check);
      if (pan.passesCheckDigit()) {
        return pan;
      }
    }
    throw new IllegalStateException("one of ten check digits has to fit");
  }

  public static String digits(long number, int length) {
    return String.format(Locale.ROOT, "%0" + length + "d", number);
  }

  public static Stamp stamp(int stan) {
    return new Stamp(Mti.AUTHORISATION_REQUEST, stan, "0302120000");
  }

  public static Message request(long number) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, pan(number).digits())
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, digits(number, 12))
        .set(De.TRANSMISSION_TIME, "0302120000")
        .set(De.STAN, digits(number % 1_000_000, 6))
        .set(De.LOCAL_TIME, "130000")
        .set(De.LOCAL_DATE, "0302")
        .set(De.EXPIRY, "2812")
        .set(De.MERCHANT_TYPE, "4111")
        .set(De.ENTRY_MODE, "071")
        .set(De.CONDITION_CODE, "00")
        .set(De.ACQUIRER, "123456")
        .set(De.RRN, digits(number, 12))
        .set(De.TERMINAL, "TERM0001")
        .set(De.MERCHANT, "MERCHANT0000001")
        .set(De.MERCHANT_NAME, "Caf\u00e9 am Zoo            Berlin       DE")
        .set(De.CURRENCY, "978")
        .build();
  }

  public static Message answer(long number, String code) {
    return request(number)
        .as(Mti.AUTHORISATION_RESPONSE)
        .edit()
        .set(De.RESPONSE_CODE, code)
        .set(De.APPROVAL_CODE, digits(number % 1_000_000, 6))
        .build();
  }

  /** Its identity depends on {@code number}, not on the id. */
  public static Intent intent(long id, long number, Instant at) {
    Message request = request(number);
    return new Intent(
        id, Identity.of(ACQUIRER, request), HOST, request, stamp((int) (number % 999_999) + 1), at);
  }

  public static Intent intent(long id) {
    return intent(id, id, NOON);
  }

  public static Decision decision(long exchange, boolean approved) {
    return new Decision(
        exchange,
        "card-" + exchange,
        approved,
        exchange,
        "978",
        approved ? "00" : "61",
        approved ? "S" + digits(exchange, 5) : "",
        StandInReason.TIMEOUT,
        approved ? "" : "KIND",
        NOON,
        approved
            ? List.of(
                new Move("card/card-" + exchange, "2026-03-02", 1, exchange),
                new Move("range/ours/fares", "2026-03-02", 1, exchange))
            : List.of());
  }

  public static Obligation advice(long id, long order, String lane) {
    Message message = answer(order, "00").as(Mti.AUTHORISATION_ADVICE).edit().drop(De.STAN).build();
    return new Obligation(
        id, order, HOST, lane, Duty.ADVICE, message, order, 0, NOON, Optional.empty(), 0);
  }

  public static Batch batch(String id, Batch.State state) {
    return new Batch(
        id,
        "metro",
        "2026-03-01",
        "978",
        NETWORK,
        NOON.plusSeconds(3_600),
        state,
        state == Batch.State.RECEIVING ? "" : "digest",
        state == Batch.State.RECEIVING ? 0 : 3,
        state == Batch.State.RECEIVING ? 0 : 600,
        state == Batch.State.HELD ? "trailer disagrees" : "");
  }

  public static Charge charge(long id, String batch) {
    return new Charge(
        id,
        "ride-" + id,
        batch,
        NETWORK,
        "lane-" + id % 7,
        pan(id),
        "2907",
        100 + id,
        "978",
        "4111",
        OffsetDateTime.parse("2026-03-01T07:15:00+01:00"),
        "GATE0001",
        "METRO0000000001",
        ChargeState.ACCEPTED,
        0,
        "",
        Optional.empty(),
        "",
        id,
        0);
  }
}

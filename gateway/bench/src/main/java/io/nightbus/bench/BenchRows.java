package io.nightbus.bench;

import io.nightbus.core.Change;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
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
import java.util.Optional;

/** Rows to be stored, of the size of real ones; cards from a test range. For one thread. */
final class BenchRows {
  private static final OffsetDateTime TRAVELLED = OffsetDateTime.parse("2026-03-01T07:15:00+01:00");
  private static final String BATCH = "bench";
  private long id;

  Change.Intended intended() {
    long number = ++id;
    Message request = request(number);
    return new Change.Intended(
        new Intent(
            number,
            Identity.of("acquirer", request),
            "host",
            request,
            new Stamp(
                Mti.AUTHORISATION_REQUEST,
                (int) (number % 999_999) + 1,
                request.get(De.TRANSMISSION_TIME)),
            Instant.now()));
  }

  Change.Concluded concluded(Change.Intended intended) {
    Intent intent = intended.intent();
    return new Change.Concluded(
        intent.id(), Verdict.APPROVED, answer(intent.request()), Instant.now());
  }

  private static Message answer(Message request) {
    return request
        .as(Mti.AUTHORISATION_RESPONSE)
        .edit()
        .set(De.RESPONSE_CODE, "00")
        .set(De.APPROVAL_CODE, "123456")
        .build();
  }

  /** All that one stand-in approval stores. */
  List<Change> standIn() {
    Change.Intended intended = intended();
    Intent intent = intended.intent();
    Message advice = answer(intent.request()).as(Mti.AUTHORISATION_ADVICE);
    String card = "token-of-" + intent.id() % 100_000;
    Instant now = Instant.now();
    return List.of(
        intended,
        new Change.Concluded(intent.id(), Verdict.STOOD_IN_APPROVED, answer(intent.request()), now),
        new Change.Decided(
            new Decision(
                intent.id(),
                card,
                true,
                1_250,
                "978",
                "00",
                "S12345",
                StandInReason.NO_LINK,
                "",
                now,
                List.of(new Move("card/" + card, "2026-03-02", 1, 1_250)))),
        new Change.Counted("card/" + card, "2026-03-02", 1, 1_250),
        new Change.Counted("exposure", "all", 1, 1_250),
        new Change.Owed(
            new Obligation(
                    ++id,
                    intent.id(),
                    "host",
                    card,
                    Duty.ADVICE,
                    advice,
                    intent.id(),
                    0,
                    now,
                    Optional.empty(),
                    0)
                .saying(Obligation.Word.OUR_APPROVAL, 0)));
  }

  Change.BatchOpened batch() {
    return new Change.BatchOpened(
        new Batch(
            BATCH,
            "metro",
            "2026-03-01",
            "978",
            "network",
            Instant.now(),
            Batch.State.RECEIVING,
            "",
            0,
            0,
            ""));
  }

  Change.ChargeAccepted accepted() {
    long number = ++id;
    return new Change.ChargeAccepted(
        new Charge(
            number,
            "2026-03-01/ride/" + number,
            BATCH,
            "network",
            "token-of-" + number % 15_000,
            Pan.of("400000" + digits(number % 1_000_000_000, 10)),
            "2907",
            280,
            "978",
            "4111",
            TRAVELLED,
            "GATE0001",
            "METRO0000000001",
            ChargeState.ACCEPTED,
            0,
            "",
            Optional.empty(),
            "",
            number,
            0));
  }

  private static String digits(long number, int length) {
    String digits = Long.toString(number);
    return "000000000000".substring(12 - length + digits.length()) + digits;
  }

  private static Message request(long number) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "400000" + digits(number % 1_000_000_000, 10))
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, digits(1_250, 12))
        .set(De.TRANSMISSION_TIME, "03" + digits(number / 1_000_000 % 100_000_000, 8))
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
        .set(De.MERCHANT_NAME, "Transit operator         Berlin       DE")
        .set(De.CURRENCY, "978")
        .build();
  }
}

package io.nightbus.core.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.standin.Ruling.Check;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandInTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
  private final Counters counters = new Counters();
  private final StandIn standIn =
      new StandIn(
          new StandInRules(
              "826",
              List.of("4111"),
              5_000,
              9_000,
              3,
              10_000,
              20_000,
              Set.of("hot"),
              Set.of("4111"),
              Set.of("6011")),
          counters);

  private static Message.Builder purchase(long amount) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "4111111111111111")
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "%012d".formatted(amount))
        .set(De.EXPIRY, "2611")
        .set(De.MERCHANT_TYPE, "5411")
        .set(De.CURRENCY, "826");
  }

  private Ruling decide(Message.Builder request) {
    return standIn.decide(request.build(), "card", TODAY);
  }

  private void spent(int count, long amount) {
    counters.add(Counters.card("card"), TODAY.toString(), count, amount);
  }

  @Test
  void approvesWithinLimitsThroughTheLastDayOfTheCardsMonth() {
    assertThat(decide(purchase(5_000))).isEqualTo(new Ruling.Approve());
  }

  @Test
  void factsAboutTheCardAreDeclined() {
    assertThat(decide(purchase(1).set(De.PAN, "4111111111111112")))
        .isEqualTo(new Ruling.Decline("14", Check.CHECK_DIGIT));
    assertThat(decide(purchase(1).set(De.EXPIRY, "2610")))
        .isEqualTo(new Ruling.Decline("54", Check.EXPIRY));
    assertThat(standIn.decide(purchase(1).build(), "hot", TODAY))
        .isEqualTo(new Ruling.Decline("43", Check.HOT_CARD));
  }

  @Test
  void whatIsNotOursToDecideIsNoDecline() {
    assertThat(decide(purchase(1).set(De.PAN, "5555555555554444")))
        .isEqualTo(new Ruling.MayNot(Check.CARD_RANGE));
    assertThat(decide(purchase(1).set(De.PROCESSING_CODE, "010000")))
        .isEqualTo(new Ruling.MayNot(Check.KIND));
    assertThat(decide(purchase(1).set(De.MERCHANT_TYPE, "6011")))
        .isEqualTo(new Ruling.MayNot(Check.MERCHANT_TYPE));
    assertThat(decide(purchase(1).set(De.PIN_BLOCK, "0123456789ABCDEF")))
        .isEqualTo(new Ruling.MayNot(Check.ONLINE_PIN));
    assertThat(decide(purchase(1).set(De.CURRENCY, "978")))
        .isEqualTo(new Ruling.MayNot(Check.CURRENCY));
    assertThat(decide(purchase(1).drop(De.EXPIRY))).isEqualTo(new Ruling.MayNot(Check.EXPIRY));
    assertThat(decide(purchase(1).drop(De.PAN))).isEqualTo(new Ruling.MayNot(Check.FORM));
  }

  @Test
  void transitHasItsOwnLimit() {
    assertThat(decide(purchase(5_001))).isEqualTo(new Ruling.MayNot(Check.AMOUNT_LIMIT));
    assertThat(decide(purchase(9_000).set(De.MERCHANT_TYPE, "4111")))
        .isEqualTo(new Ruling.Approve());
    assertThat(decide(purchase(9_001).set(De.MERCHANT_TYPE, "4111")))
        .isEqualTo(new Ruling.MayNot(Check.AMOUNT_LIMIT));
  }

  @Test
  void aCardsDayIsLimitedByCountAndAmount() {
    spent(2, 6_000);
    assertThat(decide(purchase(4_000))).isEqualTo(new Ruling.Approve());
    assertThat(decide(purchase(4_001))).isEqualTo(new Ruling.MayNot(Check.CARD_AMOUNT));
    spent(1, 0);
    assertThat(decide(purchase(1))).isEqualTo(new Ruling.MayNot(Check.CARD_COUNT));
  }

  @Test
  void exposureIsLimitedOverAllCards() {
    counters.add(Counters.EXPOSURE, Counters.ALL, 9, 16_000);
    assertThat(decide(purchase(4_000))).isEqualTo(new Ruling.Approve());
    assertThat(decide(purchase(4_001))).isEqualTo(new Ruling.MayNot(Check.EXPOSURE));
  }
}

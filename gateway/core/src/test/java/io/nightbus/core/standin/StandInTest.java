package io.nightbus.core.standin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.standin.Counters.Move;
import io.nightbus.core.standin.Limit.Per;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandInTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
  private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);
  private static final Set<EntryMode> ANY_WAY = EnumSet.allOf(EntryMode.class);

  private final Counters counters = new Counters();
  private final Cards cards = new Cards(Map.of("hot", CardStatus.STOLEN), Map.of());
  private final StandIn standIn = standIn(Mode.APPROVE);

  private StandIn standIn(Mode mode) {
    Set<Kind> fares = EnumSet.of(Kind.TRANSIT);
    var limits =
        List.of(
            new Limit(
                "",
                Per.TRANSACTION,
                1,
                EnumSet.complementOf(EnumSet.copyOf(fares)),
                Set.of(),
                ANY_WAY,
                Limit.ANY,
                5_000),
            new Limit("", Per.TRANSACTION, 1, fares, Set.of(), ANY_WAY, Limit.ANY, 9_000),
            new Limit("", Per.CARD, 1, ALL, Set.of(), ANY_WAY, 3, 10_000),
            new Limit("", Per.CARD, 7, ALL, Set.of(), ANY_WAY, 5, 15_000),
            new Limit("wine", Per.CARD, 1, ALL, Set.of("5921"), ANY_WAY, 1, 2_000),
            new Limit(
                "touched",
                Per.RANGE,
                1,
                ALL,
                Set.of(),
                EnumSet.of(EntryMode.CONTACTLESS),
                Limit.ANY,
                18_000));
    var set =
        new RuleSet(
            "ours",
            List.of("4111"),
            mode,
            "826",
            EnumSet.of(Kind.PURCHASE, Kind.TRANSIT, Kind.ACCOUNT_CHECK, Kind.REFUND),
            EnumSet.of(EntryMode.CHIP, EntryMode.CONTACTLESS),
            limits);
    var off =
        new RuleSet("off", List.of("41111111"), Mode.OFF, "826", Set.of(), Set.of(), List.of());
    List<RuleSet> sets = mode == Mode.OFF ? List.of(set, off) : List.of(set);
    return new StandIn(new StandInRules(sets, Limit.exposure(20_000), Map.of()), cards, counters);
  }

  private static Message.Builder purchase(long amount) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "4111111111111111")
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "%012d".formatted(amount))
        .set(De.EXPIRY, "2611")
        .set(De.MERCHANT_TYPE, "5411")
        .set(De.ENTRY_MODE, "051")
        .set(De.CURRENCY, "826");
  }

  private Ruling decide(Message.Builder request) {
    return standIn.decide(request.build(), "card", TODAY);
  }

  private void approved(Message.Builder request) {
    assertThat(decide(request)).isInstanceOf(Ruling.Approve.class);
  }

  private void mayNot(Message.Builder request, Check check) {
    assertThat(decide(request)).isEqualTo(new Ruling.MayNot(check));
  }

  private void spent(LocalDate day, int count, long amount) {
    counters.add(Counters.card("card"), day.toString(), count, amount);
  }

  @Test
  void approvesWithinLimitsThroughTheLastDayOfTheCardsMonth() {
    approved(purchase(5_000));
  }

  @Test
  void factsAboutTheCardAreDeclined() {
    assertThat(decide(purchase(1).set(De.PAN, "4111111111111112")))
        .isEqualTo(new Ruling.Decline("14", Check.CHECK_DIGIT));
    assertThat(decide(purchase(1).set(De.EXPIRY, "2610")))
        .isEqualTo(new Ruling.Decline("54", Check.EXPIRY));
    assertThat(standIn.decide(purchase(1).build(), "hot", TODAY))
        .isEqualTo(new Ruling.Decline("43", Check.CARD_STATUS));
  }

  @ParameterizedTest
  @CsvSource({"LOST,41", "STOLEN,43", "PICK_UP,04", "FROZEN,62", "CLOSED,14", "NOT_YET_ACTIVE,78"})
  void aCardsStatusHasItsOwnCodeAndCanChangeAtAnyTime(CardStatus status, String code) {
    cards.mark("card", status);
    assertThat(decide(purchase(1))).isEqualTo(new Ruling.Decline(code, Check.CARD_STATUS));
    cards.mark("card", CardStatus.ACTIVE);
    approved(purchase(1));
  }

  @Test
  void whatWasMarkedWhileRunningWinsOverTheFile() {
    var now = new Cards(Map.of("a", CardStatus.STOLEN), Map.of("a", CardStatus.ACTIVE));
    assertThat(now.of("a")).isEqualTo(CardStatus.ACTIVE);
    assertThat(now.size()).isZero();
  }

  @Test
  void whatIsNotOursToDecideIsNoDecline() {
    mayNot(purchase(1).set(De.PAN, "5555555555554444"), Check.CARD_RANGE);
    mayNot(purchase(1).set(De.PIN_BLOCK, "0123456789ABCDEF"), Check.ONLINE_PIN);
    mayNot(purchase(1).set(De.CURRENCY, "978"), Check.CURRENCY);
    mayNot(purchase(1).drop(De.EXPIRY), Check.EXPIRY);
    mayNot(purchase(1).drop(De.PAN), Check.FORM);
    mayNot(purchase(1).drop(De.AMOUNT), Check.FORM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"010000", "090000", "110000", "260000", "310000", "920000", "770000"})
  void cashInquiriesAndWhatIsUnknownAreNotApproved(String code) {
    mayNot(purchase(1).set(De.PROCESSING_CODE, code), Check.KIND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6010", "6011", "4829", "6050", "6051", "7995"})
  void merchantsOfCashAreNotApprovedWhateverTheySell(String merchant) {
    mayNot(purchase(1).set(De.MERCHANT_TYPE, merchant), Check.KIND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"012", "021", "801", "901", "812", "100", "000"})
  void cardsThatCannotBeVerifiedHereAreNotApproved(String entryMode) {
    mayNot(purchase(1).set(De.ENTRY_MODE, entryMode), Check.ENTRY_MODE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111", "4112", "4131", "4784", "7523"})
  void faresHaveTheirOwnLimit(String merchant) {
    mayNot(purchase(5_001), Check.LIMITS);
    approved(purchase(9_000).set(De.MERCHANT_TYPE, merchant));
    mayNot(purchase(9_001).set(De.MERCHANT_TYPE, merchant), Check.LIMITS);
  }

  @Test
  void aCardsDayIsLimitedByCountAndAmount() {
    spent(TODAY, 2, 6_000);
    approved(purchase(4_000));
    mayNot(purchase(4_001), Check.LIMITS);
    spent(TODAY, 1, 0);
    mayNot(purchase(1), Check.LIMITS);
  }

  @Test
  void aWindowOfSeveralDaysEndsToday() {
    spent(TODAY.minusDays(6), 2, 6_000);
    spent(TODAY.minusDays(1), 2, 6_000);
    approved(purchase(3_000));
    mayNot(purchase(3_001), Check.LIMITS);
    spent(TODAY.minusDays(3), 1, 0);
    mayNot(purchase(1), Check.LIMITS);
    assertThat(
            standIn.decide(purchase(1).set(De.EXPIRY, "2712").build(), "card", TODAY.plusDays(1)))
        .isInstanceOf(Ruling.Approve.class);
  }

  @Test
  void whatIsCountedIsWhatIsLimited() {
    String today = TODAY.toString();
    assertThat(decide(purchase(700).set(De.MERCHANT_TYPE, "5921").set(De.ENTRY_MODE, "071")))
        .isEqualTo(
            new Ruling.Approve(
                List.of(
                    new Move("card/card", today, 1, 700),
                    new Move("card/card/wine", today, 1, 700),
                    new Move("range/ours/touched", today, 1, 700))));
    counters.add("card/card/wine", today, 1, 700);
    mayNot(purchase(1).set(De.MERCHANT_TYPE, "5921"), Check.LIMITS);
    approved(purchase(1));
    counters.add("range/ours/touched", today, 40, 18_000);
    mayNot(purchase(1).set(De.ENTRY_MODE, "071"), Check.LIMITS);
    approved(purchase(1));
  }

  @Test
  void aRefundIsBoundedOneByOneAndSpendsNothing() {
    spent(TODAY, 3, 10_000);
    var refund = purchase(5_000).set(De.PROCESSING_CODE, "200000");
    assertThat(decide(refund)).isEqualTo(new Ruling.Approve(List.of()));
    mayNot(purchase(5_001).set(De.PROCESSING_CODE, "200000"), Check.LIMITS);
  }

  @Test
  void exposureIsLimitedOverAllCards() {
    counters.add(Counters.EXPOSURE, Counters.ALL, 9, 16_000);
    approved(purchase(4_000));
    mayNot(purchase(4_001), Check.EXPOSURE);
  }

  @Test
  void declineOnlySaysFactsAboutTheCardAndNothingElse() {
    StandIn careful = standIn(Mode.DECLINE_ONLY);
    assertThat(careful.decide(purchase(1).build(), "card", TODAY))
        .isEqualTo(new Ruling.MayNot(Check.MODE));
    assertThat(careful.decide(purchase(1).build(), "hot", TODAY))
        .isEqualTo(new Ruling.Decline("43", Check.CARD_STATUS));
  }

  @Test
  void theLongestRangeDecidesAndOffIsOff() {
    assertThat(standIn(Mode.OFF).decide(purchase(1).build(), "hot", TODAY))
        .isEqualTo(new Ruling.MayNot(Check.CARD_RANGE));
  }

  /** 05, 51 and 55 would say something about the cardholder that we do not know. */
  @ParameterizedTest
  @EnumSource(CardStatus.class)
  void noDeclineSpeaksOfTheCardholder(CardStatus status) {
    assertThat(status.code()).isNotIn("05", "51", "55", "61", "65");
  }

  @Test
  void anExplanationEndsWithTheCheckThatDecides() {
    List<StandIn.Step> steps = standIn.explain(purchase(5_001).build(), "card", TODAY);
    assertThat(steps).extracting(StandIn.Step::check).startsWith(Check.FORM, Check.CARD_RANGE);
    assertThat(steps.getLast().check()).isEqualTo(Check.LIMITS);
    assertThat(steps.getLast().finding())
        .isEqualTo(new Finding.MayNot("per transaction: 0 and 5001 more is above 5000"));
    assertThat(standIn.explain(purchase(1).build(), "card", TODAY))
        .hasSize(Check.values().length)
        .allMatch(step -> step.finding() instanceof Finding.Pass);
  }

  @Test
  void daysThatCountNoMoreAreForgotten() {
    spent(TODAY, 1, 1);
    spent(TODAY.minusDays(40), 1, 1);
    counters.add(Counters.EXPOSURE, Counters.ALL, 1, 1);
    counters.forgetBefore(TODAY);
    assertThat(counters.of("card/card", TODAY.minusDays(40).toString()).count()).isZero();
    assertThat(counters.of("card/card", TODAY.toString()).count()).isEqualTo(1);
    assertThat(counters.of(Counters.EXPOSURE, Counters.ALL).count()).isEqualTo(1);
  }
}

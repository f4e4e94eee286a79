package io.nightbus.core.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FateTest {
  private static final Duration YOUNG = Duration.ofMinutes(1);
  private static final Duration LYING = Duration.ofSeconds(10);
  private static final Guarantees DUPLICATES = new Guarantees(Duration.ofHours(4), Duration.ZERO);
  private static final Guarantees TOMBSTONE = new Guarantees(Duration.ZERO, Duration.ofHours(4));
  private static final Guarantees ARRIVAL =
      new Guarantees(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2));
  private static final Guarantees BOTH = new Guarantees(Duration.ofHours(4), Duration.ofHours(4));

  private static Charge charge(int attempt) {
    return new Charge(
        42,
        "C-1",
        "B-1",
        "network",
        "lane",
        Pan.of("4111111111111111"),
        "3012",
        240,
        "826",
        "4111",
        OffsetDateTime.parse("2026-02-28T23:59:59+00:00"),
        "T1",
        "M1",
        ChargeState.SENDING,
        attempt,
        "",
        Optional.empty(),
        "",
        1,
        attempt);
  }

  private static Fate answered(
      ResponseClass answer, boolean repeated, Charge charge, Guarantees promised) {
    return Fate.answered(answer, false, repeated, charge, promised, left(promised, YOUNG), 6);
  }

  private static Duration left(Guarantees promised, Duration age) {
    return promised.repeatable(LYING).minus(age);
  }

  private static Fate inDoubt(Guarantees promised, Duration age, int repeats) {
    return Fate.inDoubt(promised, left(promised, age), repeats);
  }

  private static Fate doubtful(Guarantees promised) {
    ResponseClass answer = ResponseClass.TECH_ISSUER;
    return Fate.answered(answer, true, false, charge(1), promised, left(promised, YOUNG), 6);
  }

  /** 68: it may have been posted behind our back, so it is no leave for a new attempt. */
  @Test
  void anIssuersTechnicalAnswerThatMayFollowAPostingLeavesDoubt() {
    assertThat(doubtful(DUPLICATES)).isEqualTo(new Fate.Repeat());
    assertThat(doubtful(TOMBSTONE)).isEqualTo(new Fate.ReverseFirst());
    assertThat(doubtful(Guarantees.NOTHING)).isInstanceOf(Fate.Hold.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"DECLINE_HARD", "DECLINE_SOFT", "DECLINE_DATA"})
  void aDeclineOfTheFirstTransmissionIsTheIssuersWord(ResponseClass decline) {
    assertThat(answered(decline, false, charge(1), DUPLICATES))
        .isEqualTo(new Fate.Declined(decline));
  }

  @ParameterizedTest
  @EnumSource(names = {"DECLINE_HARD", "DECLINE_SOFT", "DECLINE_DATA"})
  void aDeclineOfOurRepeatIsNoWordAboutTheCard(ResponseClass decline) {
    assertThat(answered(decline, true, charge(1), DUPLICATES)).isInstanceOf(Fate.Hold.class);
  }

  @ParameterizedTest
  @EnumSource
  void nothingButADeclineClassEverDeclines(ResponseClass answer) {
    Fate fate = answered(answer, false, charge(1), Guarantees.NOTHING);
    assertThat(fate instanceof Fate.Declined).isEqualTo(answer.isDecline());
    assertThat(fate instanceof Fate.Authorised).isEqualTo(answer == ResponseClass.APPROVED);
  }

  @Test
  void anUnavailableIssuerIsTriedAgainWithinABudget() {
    assertThat(answered(ResponseClass.TECH_ISSUER, false, charge(1), DUPLICATES))
        .isInstanceOf(Fate.Again.class);
    assertThat(answered(ResponseClass.TECH_ISSUER, false, charge(6), DUPLICATES))
        .isInstanceOf(Fate.Hold.class);
  }

  @Test
  void doubtIsResolvedByWhatThePeerPromised() {
    assertThat(inDoubt(DUPLICATES, YOUNG, 0)).isEqualTo(new Fate.Repeat());
    assertThat(inDoubt(TOMBSTONE, YOUNG, 0)).isEqualTo(new Fate.ReverseFirst());
    assertThat(inDoubt(ARRIVAL, YOUNG, 0)).isEqualTo(new Fate.ReverseFirst());
    assertThat(inDoubt(ARRIVAL, Duration.ofDays(366), 0)).isEqualTo(new Fate.ReverseFirst());
    assertThat(inDoubt(Guarantees.NOTHING, YOUNG, 0)).isInstanceOf(Fate.Hold.class);
  }

  @Test
  void theNextGuaranteeIsTakenBeforeTheWindowCloses() {
    Duration almost = Duration.ofMinutes(217);
    assertThat(inDoubt(DUPLICATES, almost, 0)).isInstanceOf(Fate.Hold.class);
    assertThat(inDoubt(BOTH, almost, 0)).isEqualTo(new Fate.ReverseFirst());
    assertThat(inDoubt(BOTH, YOUNG, Fate.REPEATS)).isEqualTo(new Fate.ReverseFirst());
  }

  /**
   * A repeat may lie about before the peer looks whether it knows the first (simulated seed
   * 1001412).
   */
  @Test
  void aRepeatHasToHaveBeenDealtWithBeforeThePeerForgets() {
    var brief = new Guarantees(Duration.ofSeconds(30), Duration.ZERO);
    assertThat(inDoubt(brief, Duration.ofSeconds(19), 0)).isEqualTo(new Fate.Repeat());
    assertThat(inDoubt(brief, Duration.ofSeconds(20), 0)).isInstanceOf(Fate.Hold.class);
    var slow = new Guarantees(Duration.ofHours(1), Duration.ZERO, Duration.ofMinutes(40));
    assertThat(inDoubt(slow, Duration.ofMinutes(19), 0)).isEqualTo(new Fate.Repeat());
    assertThat(inDoubt(slow, Duration.ofMinutes(20), 0)).isEqualTo(new Fate.ReverseFirst());
    var none = new Guarantees(Duration.ofSeconds(9), Duration.ZERO);
    assertThat(inDoubt(none, Duration.ZERO, 0)).isInstanceOf(Fate.Hold.class);
  }

  @Test
  void aFareCarriesTheJourneysOwnTimeAndAReferenceOfItsAttempt() {
    Message first = Fare.request(charge(0), Fare.reference(42, 1));
    assertThat(first.get(De.LOCAL_DATE) + first.get(De.LOCAL_TIME)).isEqualTo("0228235959");
    assertThat(first.get(De.AMOUNT)).isEqualTo("000000000240");
    assertThat(first.get(De.RRN)).hasSize(12).isNotEqualTo(Fare.reference(42, 2));
    assertThat(first.has(De.TRANSMISSION_TIME)).isFalse();
  }
}

package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Status;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.Trouble.Kind;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a picture: the kind of trouble, whom it is about, why, and what to do. */
final class DiagnosisTest {
  private static Trouble only(Looked looked) {
    List<Trouble> found = Diagnosis.of(looked.sight());
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Kind> kinds(Looked looked) {
    return Diagnosis.of(looked.sight()).stream().map(Trouble::kind).toList();
  }

  @Test
  void aWellGatewayHasNoTrouble() {
    assertThat(Diagnosis.of(Looked.well().sight())).isEmpty();
  }

  @Test
  void oneLinkThatIsRefusedIsALinkDownWithItsAddressAndAttempts() {
    Trouble trouble = only(Looked.well().down("network/north/n1", "REFUSED", 12));

    assertThat(trouble.kind()).isEqualTo(Kind.LINK_DOWN);
    assertThat(trouble.object()).isEqualTo("network/north/n1");
    assertThat(trouble.cause()).contains("refuses connections", "north/n1 at 10.0.0.0:7001");
    assertThat(trouble.tried()).startsWith("12 attempts").contains("3 other links");
    assertThat(trouble.next()).isNotEmpty();
  }

  @Test
  void allLinksOfASiteAreASiteDownAndNotTwoLinks() {
    Trouble trouble =
        only(
            Looked.well()
                .down("network/north/n1", "REFUSED", 3)
                .down("network/north/n2", "CONNECT_TIMEOUT", 4));

    assertThat(trouble.kind()).isEqualTo(Kind.SITE_DOWN);
    assertThat(trouble.object()).isEqualTo("network/north");
    assertThat(trouble.tried()).startsWith("7 attempts");
  }

  @Test
  void allLinksOfAPeerSayWhoAnswersAndWhatIsAtStake() {
    Looked looked =
        Looked.well()
            .down("issuer/main/i1", "REFUSED", 1)
            .down("issuer/main/i2", "REFUSED", 1)
            .endpoint("issuer", "STAND_IN", "CLOSED", 0);
    looked.exposure = new Sum(3, 120_000);
    looked.owing.add(
        new Owing(
            "issuer", "ADVICE", "GBP", false, new Sum(3, 120_000), Looked.NOW.minusSeconds(60)));

    Trouble trouble = only(looked);

    assertThat(trouble.kind()).isEqualTo(Kind.ALL_LINKS_DOWN);
    assertThat(trouble.object()).isEqualTo("issuer");
    assertThat(trouble.stake())
        .contains("Stand-in decides", "1,200.00 GBP of 5,000.00 GBP", "3 advices");
    assertThat(trouble.kind().alert()).isEqualTo("NightbusAllLinksDown");
  }

  @Test
  void linksThatStandWithAnOpenBreakerAreAHostThatDoesNotAnswer() {
    Trouble trouble = only(Looked.well().endpoint("network", "NOBODY", "OPEN", 0));

    assertThat(trouble.kind()).isEqualTo(Kind.HOST_NOT_ANSWERING);
    assertThat(trouble.what()).contains("stand, but").contains("breaker is open");
  }

  @Test
  void threeUnansweredRequestsAMinuteAreToldAndTwoAreNot() {
    Looked looked = Looked.well();
    looked.lately.put("OUTCOME_UNKNOWN network timeout", 2L);
    assertThat(kinds(looked)).isEmpty();

    looked.lately.put("OUTCOME_UNKNOWN network timeout", 3L);
    assertThat(kinds(looked)).containsExactly(Kind.OUTCOMES_UNKNOWN);
  }

  @Test
  void anIssuerBehindANetworkIsNotTheNetwork() {
    Looked looked = Looked.well();
    looked.lately.put("REQUEST_DURATION network tech_issuer", 5L);

    assertThat(only(looked).kind()).isEqualTo(Kind.RANGE_OUT);
  }

  @Test
  void oneMispairedAnswerIsEnough() {
    Looked looked = Looked.well();
    looked.lately.put("ANSWER_MISPAIRED network de_4", 1L);

    assertThat(only(looked).kind()).isEqualTo(Kind.ANSWERS_MISPAIRED);
  }

  @Test
  void theMachineComesFirst() {
    Looked looked = Looked.well().down("network/north/n1", "REFUSED", 1);
    looked.unanswered = Optional.of(Looked.NOW.minusSeconds(5));
    looked.storeStuck = Optional.of(Looked.NOW.minusSeconds(5));
    looked.submitted = 9;
    looked.differences = 1;

    assertThat(kinds(looked))
        .containsExactly(
            Kind.EVENT_LOOP_SILENT, Kind.STORE_NOT_WRITING, Kind.BOOKS_DIFFER, Kind.LINK_DOWN);
    assertThat(Diagnosis.of(looked.sight()).get(1).what()).contains("2 transactions wait");
  }

  @Test
  void aBookThatFaltersForASecondIsNoTrouble() {
    Looked looked = Looked.well();
    looked.storeStuck = Optional.of(Looked.NOW.minusSeconds(1));

    assertThat(kinds(looked)).isEmpty();
  }

  @Test
  void fourFifthsOfTheExposureAreHighAndNotBefore() {
    Looked looked = Looked.well();
    looked.exposure = new Sum(1, 400_000);
    assertThat(kinds(looked)).isEmpty();

    looked.exposure = new Sum(1, 400_001);
    assertThat(kinds(looked)).containsExactly(Kind.EXPOSURE_HIGH);
  }

  @Test
  void aReplayThatIsTooSlowNamesItsDeadline() {
    Looked looked = Looked.well().batch(ChargeState.QUEUED, 1_000, Looked.NOW.plusSeconds(600));
    looked.lately.put("CHARGE_MOVED network authorised", 60L); // one a second

    Trouble trouble = only(looked);

    assertThat(trouble.kind()).isEqualTo(Kind.REPLAY_WILL_MISS_DEADLINE);
    assertThat(trouble.cause()).contains("1,000 charges wait", "10 min");
  }

  @Test
  void aReplayThatIsFastEnoughIsNone() {
    Looked looked = Looked.well().batch(ChargeState.QUEUED, 1_000, Looked.NOW.plusSeconds(600));
    looked.lately.put("CHARGE_MOVED network authorised", 600L);

    assertThat(kinds(looked)).isEmpty();
  }

  @Test
  void heldChargesAreATaskForSomebodyAndNoIncident() {
    Trouble trouble = only(Looked.well().batch(ChargeState.HELD, 2, Looked.NOW.plusSeconds(600)));

    assertThat(trouble.kind()).isEqualTo(Kind.CHARGES_HELD);
    assertThat(trouble.kind().isTask()).isTrue();
  }

  @Test
  void anOrderThatStandInDecidesIsATaskUntilItIsReleased() {
    Trouble trouble = only(Looked.well().forced("", 100));

    assertThat(trouble.kind()).isEqualTo(Kind.STANDIN_FORCED);
    assertThat(trouble.kind().isTask()).isTrue();
    assertThat(trouble.object()).isEqualTo("issuer");
    assertThat(trouble.what()).isEqualTo("By order stand-in decides for cards of issuer.");
    assertThat(trouble.cause()).isEqualTo("ann ordered it: host maintenance");
    assertThat(trouble.next()).contains("nightbus standin release 7");
    assertThat(only(Looked.well().forced("400001", 10)).what())
        .contains("for 10 % of cards 400001* of issuer");
  }

  @Test
  void aBlownFuseIsToldWithWhatItStopped() {
    Looked looked = Looked.well().hold(Hold.Scope.RANGE, "400000", Hold.Cause.FUSE);
    looked.hold(Hold.Scope.RANGE, "400001", Hold.Cause.OUTAGE);

    assertThat(kinds(looked)).containsExactly(Kind.FUSE_BLOWN, Kind.RANGE_OUT);
    Trouble trouble = Diagnosis.of(looked.sight()).getFirst();
    assertThat(trouble.object()).isEqualTo("range 400000");
    assertThat(trouble.next()).contains("batch resume");
  }

  @Test
  void chargesThatAreHeldBackByOrderAreToldWithWhoAndUntilWhen() {
    Trouble all = only(Looked.well().paused(Hold.Scope.EVERYTHING, "", 0));
    assertThat(all.kind()).isEqualTo(Kind.CHARGES_PAUSED);
    assertThat(all.what()).isEqualTo("By order no charge goes: everything.");
    assertThat(all.cause()).isEqualTo("ann ordered it: roadworks");
    assertThat(all.tried()).startsWith("It ends by itself at ");
    assertThat(all.next()).endsWith("nightbus batch resume.");

    Trouble slow = only(Looked.well().paused(Hold.Scope.RANGE, "400000", 5));
    assertThat(slow.object()).isEqualTo("range 400000");
    assertThat(slow.what()).contains("at most 5 charges a second go");
    assertThat(slow.next()).endsWith("nightbus batch resume --range 400000.");
  }

  @Test
  void whatIsOldAlthoughThereAreLinksIsTold() {
    Looked looked = Looked.well();
    looked.owing.add(
        new Owing(
            "network", "REVERSAL", "GBP", false, new Sum(1, 250), Looked.NOW.minusSeconds(901)));

    assertThat(only(looked).kind()).isEqualTo(Kind.OBLIGATIONS_OLD);
  }

  @Test
  void announcedAddressesThatCannotBeUsedAreNamedAndAreNoLinksDown() {
    Trouble trouble =
        only(
            Looked.well()
                .announced("network/found/1", "VERIFIED")
                .announced("network/found/2", "CONNECT_TIMEOUT")
                .announced("network/found/3", "ECHO_TIMEOUT")
                .announced("network/found/4", "TRYING")
                .heard("network", "found", "GOOD", ""));

    assertThat(trouble.kind()).isEqualTo(Kind.ADDRESSES_UNREACHABLE);
    assertThat(trouble.object()).isEqualTo("network/found");
    assertThat(trouble.what()).startsWith("2 of 4 addresses announced");
    assertThat(trouble.cause())
        .isEqualTo(
            "10.1.0.2:7001: SYN unanswered: firewall?; 10.1.0.3:7001: signed on, never echoed.");
    assertThat(trouble.next()).contains("firewall", "name hosts.example:7001");
  }

  @Test
  void anAnnouncementWithoutSenseIsToldWithWhatIsKept() {
    Trouble trouble = only(Looked.well().heard("network", "found", "FAILED", "no such name"));

    assertThat(trouble.kind()).isEqualTo(Kind.DISCOVERY_FAILS);
    assertThat(trouble.cause()).isEqualTo("name hosts.example:7001: no answer: no such name.");
    assertThat(trouble.tried()).contains("10.1.0.9:7001");
    assertThat(kinds(Looked.well().heard("network", "found", "FLAPPING", ""))).isEmpty();
  }

  @Test
  void answersThatBelongToNothingAreExplained() {
    Looked looked = Looked.well();
    looked.lately.put("ANSWER_UNMATCHED network DE 11", 3L);
    looked.strays.add(
        new Status.Stray(
            "network",
            "network/north/n1",
            Looked.NOW,
            3,
            "it would answer the request with STAN 000017 but for DE 11"));
    Trouble trouble = only(looked);

    assertThat(trouble.kind()).isEqualTo(Kind.STRAY_ANSWERS);
    assertThat(trouble.what()).isEqualTo("3 answers of network belonged to no request.");
    assertThat(trouble.cause()).contains("network/north/n1", "STAN 000017 but for DE 11");
  }

  @Test
  void whatFailsInAMaintenanceWindowWasPlannedAndNothingElse() {
    Looked looked =
        Looked.well()
            .down("network/north/n1", "REFUSED", 2)
            .down("network/north/n2", "REFUSED", 2)
            .down("issuer/main/i1", "REFUSED", 1)
            .maintained("network/north");

    assertThat(kinds(looked)).containsExactly(Kind.LINK_DOWN, Kind.MAINTENANCE);
    Trouble planned = Diagnosis.of(looked.sight()).getLast();
    assertThat(planned.cause()).isEqualTo("ann: new release");
    assertThat(planned.tried()).contains("Site north of network is away");
    assertThat(planned.next()).contains("nightbus maintenance end w1");
  }

  @Test
  void aSitesWindowHidesNoEndpointThatIsAllDown() {
    Looked looked =
        Looked.well()
            .down("issuer/main/i1", "REFUSED", 1)
            .down("issuer/main/i2", "REFUSED", 1)
            .maintained("issuer/main");

    assertThat(kinds(looked)).contains(Kind.ALL_LINKS_DOWN, Kind.MAINTENANCE);
  }

  @Test
  void aBreakerThatIsHeldIsAnOrderAndNoSickHost() {
    Trouble trouble = only(Looked.well().endpoint("issuer", "STAND_IN", "HELD", 0));

    assertThat(trouble.kind()).isEqualTo(Kind.BREAKER_HELD);
    assertThat(trouble.next()).contains("nightbus breaker close issuer");
  }

  /** Each kind has an alert, and so a runbook, of the same name. */
  @Test
  void everyKindHasAnAlertOfItsOwn() {
    assertThat(List.of(Kind.values()).stream().map(Kind::alert))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.startsWith("Nightbus"));
  }
}

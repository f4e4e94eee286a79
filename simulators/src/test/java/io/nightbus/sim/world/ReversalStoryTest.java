package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.hostAway;
import static io.nightbus.sim.world.Story.owed;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.standin.Counters;
import io.nightbus.iso.De;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reversals of originators are always taken over, and reach what they undo. */
class ReversalStoryTest {

  @Test
  void aReversalIsTakenOverWhileTheHostIsDown() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.reverse(sale);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalIsTakenOverWhileItsOriginalIsInFlight() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(2).toNanos();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.5);
    world.abroad.reverse(sale);
    seconds(world, 0.5);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalOfWhatNeverCameBackIsOneReversal() {
    World world = world();
    world.network.losesAnswers = 1000;
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 2);
    world.shops.reverse(sale);
    seconds(world, 8);
    assertThat(Story.owed(world, Plan.NETWORK)).hasSize(1);
    world.network.losesAnswers = 0;
    balances(world);
  }

  @Test
  void aReversalWhoseOriginalWaitsForItsCardNamesWhatWasSent() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.issuer.silent = true;
    hostAway(world, false);
    seconds(world, 3);
    Sale waits = world.abroad.buy(OURS, 200);
    seconds(world, 0.2);
    world.abroad.reverse(waits);
    seconds(world, 0.2);
    world.issuer.silent = false;
    balances(world);
    assertThat(world.issuer.standing(waits.reference)).isEmpty();
  }

  /**
   * Its originator gave it up while it waited for its card, and was acknowledged: after a restart
   * nobody else may know that it came (decision 17 as).
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasGivenUpWhileItWaitedForItsCardIsKnownAfterARestart(boolean overruled) {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.issuer.silent = true;
    hostAway(world, false);
    seconds(world, 3);
    Sale waits = world.abroad.buy(OURS, 200);
    seconds(world, 0.2);
    if (overruled) {
      world.abroad.overrule(waits, "05");
    } else {
      world.abroad.reverse(waits);
    }
    seconds(world, 0.2);
    world.restart();
    world.issuer.silent = false;
    within(world, 60, () -> world.allUp() && world.nothingOwed());
    world.abroad.again(waits, false);
    seconds(world, 5);
    assertThat(world.issuer.standing(waits.reference)).isEmpty();
    balances(world);
  }

  /**
   * The book is slow, and read all the time; an older reversal of the card is in it and not in
   * memory. One that waited for its original, and may go now, goes behind that (decision 17 at).
   */
  @ParameterizedTest
  @ValueSource(ints = {5_100, 5_600, 6_100})
  void whatWaitedForItsOriginalOvertakesNothingThatIsStillToBeRead(int millis) {
    World world = world();
    Sale first = world.shops.buy(THEIRS, 100);
    seconds(world, 1);
    world.book.commitNanos = Duration.ofMillis(1_500).toNanos();
    world.transit.submit(ChargeStoryTest.fares("f1", 120, true));
    seconds(world, millis / 1000.0);
    world.shops.reverse(first);
    seconds(world, 1.6);
    Sale second = world.shops.buy(THEIRS, 200);
    seconds(world, 0.3);
    world.shops.reverse(second);
    seconds(world, 8);
    world.book.commitNanos = 1_000_000;
    balances(world);
  }

  @Test
  void aReversalWhoseOriginalHasToGoOverAnotherLinkUndoesIt() {
    World world = world();
    Line sick = world.lines(Plan.ISSUER).getFirst();
    world.wires.refuse(world.lines(Plan.ISSUER).getLast(), true);
    world.wires.stall(sick, true, false);
    Story.fill(world, sick, i -> world.abroad.buy(Cards.of(Plan.OURS, 10 + i), 100));
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.4);
    world.abroad.reverse(sale);
    seconds(world, 0.2);
    world.wires.refuse(world.lines(Plan.ISSUER).getLast(), false);
    Story.within(world, 10, () -> world.lines(Plan.ISSUER).getLast().isOpen());
    seconds(world, 0.1);
    world.wires.reset(sick);
    seconds(world, 1);
    world.wires.stall(sick, false, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalRightBehindARequestThatWasAnsweredBeforeARestartUndoesThat() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.restart();
    Story.within(world, 20, world::allUp);
    world.lines(Plan.NETWORK).forEach(line -> line.jitterNanos = 0);
    world.cut(world.lines(Plan.NETWORK).subList(1, 4), true);
    seconds(world, 1);
    world.abroad.again(sale, true);
    world.abroad.reverse(sale);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalThatIsRepeatedUntilItIsAcknowledgedUndoesOnce() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.issuer.losesAnswers = 1000;
    world.abroad.reverse(sale);
    within(world, 120, () -> world.facts(Fact.Kind.OBLIGATION_REPEATED) >= 3);
    world.issuer.losesAnswers = 0;
    balances(world);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void theReversalOfAStandInApprovalGivesTheLimitBackOnce() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.reverse(sale);
    seconds(world, 1);
    world.abroad.reverse(sale);
    seconds(world, 1);
    world.restart();
    Story.within(world, 20, world.networkStation::isInService);
    world.abroad.reverse(sale);
    seconds(world, 1);
    assertThat(world.book.tables().counters.values())
        .filteredOn(count -> count.scope().equals(Counters.card(Cards.token(OURS))))
        .singleElement()
        .matches(count -> count.count() == 0 && count.amount() == 0);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void theReversalDoesNotOvertakeItsOriginalThatIsHeldUpOnTheWay() {
    World world = world();
    world.blackHole(world.lines(Plan.NETWORK, "A"), true);
    for (int i = 0; i < 12; i++) {
      world.shops.buy(Cards.of(Plan.THEIRS, i), 100);
    }
    seconds(world, 7.5);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isPositive();
    world.blackHole(world.lines(Plan.NETWORK, "A"), false);
    balances(world);
  }

  @Test
  void anOriginalThatWasHeldUpInsideThePeerIsReversedAfterAll() {
    World world = world();
    world.network.loitersNanos = Duration.ofSeconds(40).toNanos();
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 1);
    world.network.loitersNanos = 0;
    seconds(world, 34);
    assertThat(sale.code).isEqualTo("91");
    assertThat(world.nothingOwed()).isTrue();
    seconds(world, 10);
    balances(world);
    assertThat(world.network.ledger().get(sale.reference)).hasSize(1);
    assertThat(world.network.standing(sale.reference)).isEmpty();
  }

  /**
   * Both lay in a connection that took nothing, and came at one moment: what the peer promises of
   * its own haste begins there, and not when the reversal was owed, which may be long ago where the
   * book hung (decision 17 av, ax). Nobody hears the late approval.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aReversalThatComesWithItsOriginalIsNoEvidenceOfWhatThePeerHasDoneWithIt(boolean hung) {
    World world =
        world(plan -> {
          plan.answer = Duration.ofSeconds(2);
          plan.budget = Duration.ofSeconds(4);
          plan.networkSites = List.of("A");
          plan.linksPerSite = 1;
        });
    Line only = world.lines(Plan.NETWORK).getFirst();
    world.wires.stall(only, true, false);
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 0.5);
    world.book.hangs = hung;
    seconds(world, hung ? 7.4 : 3.3);
    world.network.loitersNanos = Duration.ofMillis(3_500).toNanos();
    world.wires.stall(only, false, false);
    seconds(world, 0.5);
    world.book.resume();
    seconds(world, 2);
    assertThat(sale.code).isEqualTo("91");
    world.restart();
    seconds(world, 60);
    assertThat(world.network.ledger().get(sale.reference)).hasSize(1);
    assertThat(world.network.standing(sale.reference)).isEmpty();
    balances(world);
  }

  /**
   * They were on a slow way when their connection was cut, and then lay in a peer that promises
   * nothing: the quarantine takes in both (decision 17 ba).
   */
  @Test
  void whatWasOnTheWayWhenItsConnectionWasCutIsReversedAfterItHasLainInThePeer() {
    World world = world();
    List<Line> slow = world.lines(Plan.NETWORK, "A");
    slow.forEach(line -> line.delayNanos = Duration.ofMillis(1_900).toNanos());
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sales.add(world.shops.buy(Cards.of(Plan.THEIRS, i), 100));
    }
    seconds(world, 0.3);
    slow.forEach(line -> line.refuses = true);
    slow.forEach(line -> world.wires.close(line.id, LossReason.STALLED));
    world.network.loitersNanos = Duration.ofMillis(9_500).toNanos();
    balances(world);
    List<Sale> refused = sales.stream().filter(sale -> sale.code.equals("91")).toList();
    assertThat(refused).anyMatch(sale -> world.network.ledger().containsKey(sale.reference));
    assertThat(refused).allMatch(sale -> world.network.standing(sale.reference).isEmpty());
  }

  /** P14: nobody is charged, and what was owed for the doubt does no harm. */
  @Test
  void aLateDeclineClosesTheDoubtWithoutACharge() {
    World world = world();
    world.network.stolen.add(THEIRS.digits());
    world.network.thinkNanos = Duration.ofSeconds(9).toNanos();
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 12);
    assertThat(sale.code).isEqualTo("91");
    assertThat(world.facts(Fact.Kind.ANSWER_LATE)).isPositive();
    world.network.thinkNanos = 1_000_000;
    balances(world);
    assertThat(world.nothingOwed()).isTrue();
    assertThat(world.network.standing(sale.reference)).isEmpty();
  }

  /**
   * Nothing of it can come any more: its card is not kept waiting for a second answer (decision 17
   * ak).
   */
  @Test
  void nothingToReverseIsFinalWhereTheOriginalWasDeclined() {
    World world = world();
    Sale declined = world.abroad.buy(OURS, 151);
    seconds(world, 1);
    assertThat(declined.state).isEqualTo(Sale.State.DECLINED);
    world.abroad.reverse(declined);
    seconds(world, 1);
    assertThat(world.nothingOwed()).isTrue();
    Sale next = world.abroad.buy(OURS, 100);
    seconds(world, 5);
    assertThat(next.state).isEqualTo(Sale.State.APPROVED);
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isZero();
    balances(world);
  }

  @Test
  void nothingToReverseIsFinalWhereTheOriginalWasDeclinedWhileItsReversalWaited() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(2).toNanos();
    Sale declined = world.abroad.buy(OURS, 151);
    seconds(world, 0.5);
    world.abroad.reverse(declined);
    within(world, 5, () -> owed(world, Plan.ISSUER).size() == 1);
    seconds(world, 5);
    assertThat(world.nothingOwed()).isTrue();
    balances(world);
  }

  /** Under the stamp that such a reversal names nothing was ever sent. */
  @Test
  void nothingToReverseIsFinalWhereTheOriginalNeverCame() {
    World world = world();
    world.lines(Plan.NETWORK).forEach(line -> line.delayNanos = 500_000_000);
    Sale overtaken = world.abroad.buy(OURS, 100);
    world.lines(Plan.NETWORK).forEach(line -> line.delayNanos = 1_000_000);
    world.abroad.reverse(overtaken);
    seconds(world, 1);
    assertThat(overtaken.state).isEqualTo(Sale.State.REVERSED);
    assertThat(owed(world, Plan.ISSUER)).hasSize(1);
    assertThat(world.nothingOwed()).isTrue();
    balances(world);
    assertThat(world.issuer.ledger()).isEmpty();
  }

  /** The host knows the advice by our DE 7 and 11, not by its originator's. */
  @Test
  void aReversalOfAnAdviceNamesWhatTheHostWasSent() {
    World world = world();
    Sale sale = world.abroad.advise(OURS, 100);
    within(world, 20, () -> world.issuer.standing(sale.reference).size() == 1);
    seconds(world, 1);
    world.abroad.reverse(sale);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  /** Neither has been sent when the second is taken over: what the first is called is open. */
  @ParameterizedTest
  @ValueSource(strings = {"", "both", "between"})
  void aReversalOfAnAdviceThatWaitsWithItNamesWhatTheHostWillBeSent(String restarted) {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.advise(OURS, 100);
    seconds(world, 1);
    if (restarted.equals("between")) {
      world.restart();
      seconds(world, 5);
    }
    world.abroad.reverse(sale);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    if (restarted.equals("both")) {
      world.restart();
    }
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  /** The first is sent again and again, and its reversal only after a restart. */
  @Test
  void aReversalOfAnAdviceThatWasOutWhenWeStoppedNamesIt() {
    World world = world();
    world.issuer.unheard.add(OURS.digits());
    Sale sale = world.abroad.advise(OURS, 100);
    seconds(world, 10);
    world.abroad.reverse(sale);
    seconds(world, 1);
    world.restart();
    seconds(world, 5);
    world.issuer.unheard.clear();
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  /**
   * A completion undoes nothing, and names its authorisation by what the host was sent all the
   * same.
   */
  @Test
  void aCompletionNamesWhatTheHostWasSent() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.complete(sale);
    seconds(world, 1);
    String sentAs =
        world.book.tables().exchanges.firstEntry().getValue().intent.stamp().originalData("", "");
    assertThat(owed(world, Plan.ISSUER))
        .singleElement()
        .matches(it -> it.ending == Ending.DELIVERED)
        .extracting(it -> it.obligation.message().get(De.ORIGINAL_DATA).substring(0, 20))
        .isEqualTo(sentAs.substring(0, 20));
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
  }

  /** Nothing of it is in the book; what is remembered of its answer has to do. */
  @Test
  void withoutAJournalTheReversalOfWhatHasItsAnswerNamesIt() {
    World world = world(plan -> plan.journal = false);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.reverse(sale);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }
}

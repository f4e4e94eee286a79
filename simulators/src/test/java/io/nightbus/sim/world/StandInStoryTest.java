package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.OURS_TOO;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.hostAway;
import static io.nightbus.sim.world.Story.owed;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.standin.Counters;
import io.nightbus.iso.De;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.StandInReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The issuer's host is away, or silent: we decide in its place, and owe it the news. */
class StandInStoryTest {

  private static Tables.Count counter(World world, String scope) {
    return world.book.tables().counters.values().stream()
        .filter(count -> count.scope().equals(scope))
        .findFirst()
        .orElse(new Tables.Count(scope, "", 0, 0));
  }

  private static Tables.Count card(World world) {
    return counter(world, Counters.card(Cards.token(OURS)));
  }

  @Test
  void withTheHostAwayAPurchaseIsApprovedAndOneAdviceFollows() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 1_250);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
    assertThat(owed(world, Plan.ISSUER)).hasSize(1);
    assertThat(counter(world, Counters.EXPOSURE).amount()).isEqualTo(1_250);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
    assertThat(counter(world, Counters.EXPOSURE).amount()).isZero();
    assertThat(card(world).amount()).isEqualTo(1_250);
  }

  /** The originator's numbers are those of other requests on the host's leg (DECISIONS 8). */
  @Test
  void theAdviceOfARequestThatWasNeverSentHasAnIdentityOfItsOwn() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale first = world.abroad.buy(OURS, 100);
    Sale second = world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    var named =
        owed(world, Plan.ISSUER).stream()
            .map(owed -> owed.obligation.message().get(De.ORIGINAL_DATA))
            .toList();
    assertThat(named).doesNotHaveDuplicates().hasSize(2);
    for (Sale sale : List.of(first, second)) {
      assertThat(named)
          .noneMatch(data ->
              data.startsWith(Stamp.of(sale.request).originalData("", "").substring(0, 20)));
    }
    hostAway(world, false);
    balances(world);
  }

  @Test
  void limitsHold() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale tooMuch = world.abroad.buy(OURS, 5_001);
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 5; i++) {
      sales.add(world.abroad.buy(OURS, 100));
    }
    seconds(world, 1);
    assertThat(tooMuch.code).isEqualTo("91");
    assertThat(sales.stream().filter(sale -> sale.code.equals("00"))).hasSize(3);
    assertThat(sales.stream().filter(sale -> sale.code.equals("91"))).hasSize(2);
    hostAway(world, false);
    balances(world);
  }

  @Test
  void faresAreApprovedWithinTheirOwnLimitAndCashIsNot() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale fare = world.abroad.buy(OURS, 6_000, "4111");
    Sale purchase = world.abroad.buy(OURS_TOO, 6_000);
    Sale cash = world.abroad.buy(OURS_TOO, 100, "6011");
    seconds(world, 1);
    assertThat(fare.state).isEqualTo(Sale.State.APPROVED);
    assertThat(purchase.code).isEqualTo("91");
    assertThat(cash.code).isEqualTo("91");
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(fare.reference)).hasSize(1);
  }

  @Test
  void aHotCardIsDeclined() {
    World world = world(plan -> plan.hot.add(Cards.token(OURS_TOO)));
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(sale.code).isEqualTo("43");
    hostAway(world, false);
    balances(world);
  }

  @Test
  void aSilentHostGetsOneReversalBeforeTheAdvice() {
    World world = world();
    world.issuer.losesAnswers = 1000;
    Sale sale = world.abroad.buy(OURS, 100);
    within(world, 7, () -> sale.state == Sale.State.APPROVED);
    assertThat(owed(world, Plan.ISSUER).stream().map(owed -> owed.obligation.duty()))
        .containsExactly(Duty.REVERSAL, Duty.ADVICE);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
    world.issuer.losesAnswers = 0;
    balances(world);
    assertThat(world.issuer.standing(sale.reference))
        .singleElement()
        .matches(posting -> posting.byAdvice);
  }

  @Test
  void aLateApprovalEndsAsOneHold() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(7).toNanos();
    Sale sale = world.abroad.buy(OURS, 100);
    within(world, 7, () -> sale.state == Sale.State.APPROVED);
    seconds(world, 3);
    assertThat(world.facts(Fact.Kind.ANSWER_LATE)).isPositive();
    world.issuer.thinkNanos = 1_000_000;
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
  }

  @Test
  void anApprovalWhoseLinkIsGoneIsWithdrawn() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.book.hangs = true;
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.cut(world.lines(Plan.NETWORK), true);
    world.book.resume();
    seconds(world, 1);
    assertThat(card(world).amount()).isZero();
    assertThat(world.book.tables().exchanges.values())
        .anyMatch(exchange -> exchange.verdict == Verdict.WITHDRAWN);
    world.cut(world.lines(Plan.NETWORK), false);
    hostAway(world, false);
    balances(world);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    assertThat(card(world).amount()).isZero();
  }

  /** Its reversal has brought the counters back already; the decision is withdrawn all the same. */
  @Test
  void anApprovalThatNeverLeftIsWithdrawnAlsoAfterItsReversal() {
    World world =
        world(plan -> {
          plan.networkSites = List.of("A");
          plan.linksPerSite = 1;
        });
    Line only = world.lines(Plan.NETWORK).getFirst();
    hostAway(world, true);
    seconds(world, 1);
    world.wires.stall(only, true, false);
    Story.fill(world, only, i -> world.abroad.buy(Cards.of(Plan.OURS, 10 + i), 1));
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.5);
    assertThat(card(world).amount()).isEqualTo(100);
    world.abroad.reverse(sale);
    seconds(world, 0.5);
    assertThat(card(world).amount()).isZero();
    world.wires.reset(only);
    seconds(world, 0.5);
    assertThat(world.book.tables().decisions.values())
        .filteredOn(decided -> decided.decision.card().equals(Cards.token(OURS)))
        .singleElement()
        .matches(decided -> decided.withdrawn);
    assertThat(owed(world, Plan.ISSUER))
        .filteredOn(owed -> owed.obligation.lane().equals(Cards.token(OURS)))
        .filteredOn(owed -> owed.obligation.duty() == Duty.ADVICE)
        .singleElement()
        .matches(owed -> owed.ending == Ending.VOIDED);
    world.wires.stall(only, false, false);
    hostAway(world, false);
    balances(world);
    assertThat(card(world)).matches(count -> count.count() == 0 && count.amount() == 0);
    assertThat(counter(world, Counters.EXPOSURE).amount()).isZero();
  }

  @Test
  void afterARestartTheAdviceIsStillDeliveredOnce() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.restart();
    world.restart();
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
  }

  @Test
  void aRefusedAdviceIsParkedAndItsCardGoesOn() {
    World world = world();
    world.issuer.malformed.add(OURS.digits());
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    hostAway(world, false);
    within(world, 30, () -> Story.ended(world, Ending.PARKED) == 1);
    seconds(world, 1);
    Sale live = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(live.state).isEqualTo(Sale.State.APPROVED);
    assertThat(world.issuer.standing(live.reference)).hasSize(1);
    assertThat(world.view(Plan.ISSUER).parked()).isEqualTo(1);
    balances(world);
  }

  /** Domain §3.7 row 8: as if there had been none, with a reason of its own. */
  @Test
  void anAnswerAboutAnotherAmountIsNoAnswer() {
    World world = world();
    world.issuer.misquotes = true;
    Sale sale = world.abroad.buy(OURS, 100);
    within(world, 7, () -> sale.state == Sale.State.APPROVED);
    world.issuer.misquotes = false;
    assertThat(world.book.tables().decisions.lastEntry().getValue().decision.reason())
        .isEqualTo(StandInReason.INVALID_ANSWER);
    balances(world);
    assertThat(world.issuer.standing(sale.reference))
        .singleElement()
        .matches(posting -> posting.byAdvice);
  }

  @Test
  void eachReasonIsToldToTheHost() {
    World world = world();
    world.issuer.losesAnswers = 1000;
    Sale silent = world.abroad.buy(OURS, 100);
    within(world, 7, () -> silent.state == Sale.State.APPROVED);
    world.issuer.losesAnswers = 0;
    world.issuer.sick = true;
    world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    world.issuer.sick = false;
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(Cards.of(Plan.OURS, 9), 100);
    seconds(world, 1);
    assertThat(
            owed(world, Plan.ISSUER).stream()
                .filter(owed -> owed.obligation.duty() == Duty.ADVICE)
                .map(owed -> owed.obligation.message().get(De.PRIVATE_60)))
        .containsExactly("STANDIN TIMED OUT", "STANDIN HOST ERROR", "STANDIN LINE DOWN");
    hostAway(world, false);
    balances(world);
  }

  @Test
  void aWeeksLimitHoldsOverMidnight() {
    World world =
        world(plan -> {
          plan.perCardCount = 2;
          plan.perCardAmount = 200;
          plan.perWeekAmount = 300;
        });
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    world.abroad.buy(OURS, 100);
    seconds(world, 86_400);
    Sale third = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    Sale fourth = world.abroad.buy(OURS, 1);
    seconds(world, 1);
    assertThat(third.code).isEqualTo("00");
    assertThat(fourth.code).isEqualTo("91");
    hostAway(world, false);
    balances(world);
  }

  @Test
  void aHostThatIsSickIsStoodInFor() {
    World world = world();
    world.issuer.sick = true;
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
    world.issuer.sick = false;
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
  }

  @Test
  void anAdviceIsNotRepeatedBeforeItsFirstIntentIsDurable() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.book.hangs = true;
    hostAway(world, false);
    seconds(world, 40);
    assertThat(world.issuer.ledger()).isEmpty();
    world.restart();
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
  }

  @Test
  void anAnswerThatCannotBeHandedOnInTimeIsWithdrawn() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.book.hangs = true;
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 9);
    assertThat(sale.code).as("a crash now could still leave the approval standing").isEmpty();
    world.book.resume();
    seconds(world, 1);
    assertThat(sale.code).isEqualTo("91");
    assertThat(sale.answers).isEqualTo(1);
    assertThat(card(world).amount()).isZero();
    assertThat(counter(world, Counters.EXPOSURE).amount()).isZero();
    assertThat(owed(world, Plan.ISSUER)).allMatch(owed -> owed.ending == Ending.VOIDED);
    hostAway(world, false);
    balances(world);
  }

  @Test
  void aBacklogBeyondWhatMemoryHoldsIsCountedAndDeliveredWhole() {
    World world =
        world(plan -> {
          plan.exposure = 1_000_000_000;
          plan.deliveryWindow = 200;
        });
    hostAway(world, true);
    seconds(world, 1);
    for (int i = 0; i < 12_000; i++) {
      world.abroad.buy(Cards.of(Plan.OURS, i), 100);
      seconds(world, 0.002);
    }
    seconds(world, 1);
    assertThat(owed(world, Plan.ISSUER)).hasSize(12_000);
    assertThat(world.view(Plan.ISSUER).advices())
        .as("also those that are not in memory")
        .isEqualTo(12_000);
    hostAway(world, false);
    balances(world);
    assertThat(counter(world, Counters.EXPOSURE).amount()).isZero();
  }

  /** Nothing new begins; what was under way is stored to its end, and nothing is left open. */
  @Test
  void aDiskThatFillsStopsWhatIsNewAndNothingElse() {
    World world = world();
    world.issuer.losesAnswers = 1000;
    Sale underWay = world.abroad.buy(OURS, 100);
    seconds(world, 0.1);
    world.book.hasRoom(false);
    Sale refused = world.abroad.buy(OURS_TOO, 100);
    within(world, 7, () -> underWay.code.equals("91"));
    assertThat(refused.code).isEqualTo("91");
    assertThat(world.book.tables().decisions).isEmpty();
    assertThat(owed(world, Plan.ISSUER))
        .as("the attempt in doubt is reversed all the same")
        .singleElement()
        .matches(owed -> owed.obligation.duty() == Duty.REVERSAL);
    world.issuer.losesAnswers = 0;
    within(world, 60, world::nothingOwed);
    world.book.hasRoom(true);
    Sale later = world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(later.state).isEqualTo(Sale.State.APPROVED);
    balances(world);
    assertThat(world.issuer.standing(underWay.reference)).isEmpty();
  }

  @Test
  void anAdviceOfTheNetworkIsNoDecisionOfOurs() {
    World world = world();
    world.abroad.advise(OURS, 700);
    seconds(world, 5);
    assertThat(world.issuer.ledger()).hasSize(1);
    assertThat(counter(world, Counters.EXPOSURE).amount()).isZero();
    balances(world);
  }
}

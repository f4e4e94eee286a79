package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Change;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Hold.Scope;
import io.nightbus.core.transit.TransitRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person does to charges, what the operator is told of cards, and the fuse between. */
class HandStoryTest {

  private static long in(World world, ChargeState state) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.state() == state)
        .count();
  }

  private static Result act(World world, Action action, boolean dryRun) {
    return world.order(new Command.ChargeOrder(action, "ann", "found out", dryRun));
  }

  private static Result.Handled acted(World world, Action action) {
    return (Result.Handled) act(world, action, false);
  }

  private static void submit(World world, String id, int count) {
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares(id, count, true));
    within(world, 60, () -> file.done);
  }

  private static List<String> told(World world, CardSign sign) {
    return world.book.tables().told.stream()
        .filter(it -> it.sign() == sign)
        .map(Change.CardTold::reason)
        .toList();
  }

  @Test
  void aPauseStopsABatchAndAnotherFlowsUntilItIsResumed() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    submit(world, "f1", 100);
    submit(world, "f2", 50);
    Result.Handled tried =
        (Result.Handled) act(world, new Action.Place(Scope.BATCH, "f1", 0), true);
    assertThat(tried.count()).isEqualTo(100);
    assertThat(world.book.tables().holds).isEmpty();
    assertThat(acted(world, new Action.Place(Scope.BATCH, "f1", 0)).count()).isEqualTo(100);
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 50);
    world.restart();
    seconds(world, 30);
    assertThat(in(world, ChargeState.AUTHORISED)).isEqualTo(50);
    assertThat(acted(world, new Action.Lift(Scope.BATCH, "f1")).count()).isEqualTo(100);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 150);
    assertThat(act(world, new Action.Lift(Scope.BATCH, "f1"), false))
        .isInstanceOf(Result.Refused.class);
    balances(world);
  }

  private static World paused(Duration length) {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    submit(world, "f1", 100);
    acted(world, new Action.Place(Scope.EVERYTHING, "", 0, length));
    networkAway(world, false);
    return world;
  }

  /** An order is for a time, also over a restart, and no clock that is set back makes it longer. */
  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void aPauseEndsByItself(boolean restarted, boolean setBack) {
    World world = paused(Duration.ofMinutes(10));
    seconds(world, 300);
    if (setBack) {
      world.clock.step(Duration.ofHours(-1));
    }
    if (restarted) {
      world.restart();
    }
    seconds(world, 280);
    assertThat(in(world, ChargeState.QUEUED)).isEqualTo(100);
    seconds(world, restarted && setBack ? 340 : 40);
    assertThat(world.book.tables().holds).isEmpty();
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 100);
    assertThat(act(world, new Action.Lift(Scope.EVERYTHING, ""), false))
        .isInstanceOf(Result.Refused.class);
    balances(world);
  }

  @Test
  void aPauseThatIsOrderedAnewHasTheNewTime() {
    World world = paused(Duration.ofMinutes(1));
    seconds(world, 30);
    acted(world, new Action.Place(Scope.EVERYTHING, "", 0, Duration.ofMinutes(10)));
    seconds(world, 300);
    assertThat(in(world, ChargeState.QUEUED)).isEqualTo(100);
    acted(world, new Action.Place(Scope.EVERYTHING, "", 0, Duration.ofSeconds(10)));
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 100);
    balances(world);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 7 * 86_400 + 1})
  void aPauseHasALengthOfAWeekAtMost(long seconds) {
    World world = world();
    Result refused =
        act(world, new Action.Place(Scope.EVERYTHING, "", 0, Duration.ofSeconds(seconds)), false);
    assertThat(refused).isEqualTo(new Result.Refused("it holds for a time, at most 7 days"));
    assertThat(world.book.tables().holds).isEmpty();
  }

  @Test
  void aThrottleHoldsTheReplayToItsRate() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    submit(world, "f1", 400);
    acted(world, new Action.Place(Scope.EVERYTHING, "", 5));
    networkAway(world, false);
    within(world, 30, world::allUp);
    long before = in(world, ChargeState.AUTHORISED);
    seconds(world, 20);
    assertThat(in(world, ChargeState.AUTHORISED) - before).isBetween(80L, 110L);
    acted(world, new Action.Lift(Scope.EVERYTHING, ""));
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 400);
    balances(world);
  }

  @Test
  void onlyWhatWasNeverSentIsCancelled() {
    World world = world();
    submit(world, "f1", 300);
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) > 20);
    networkAway(world, true);
    seconds(world, 5);
    long sent =
        world.book.tables().charges.values().stream()
            .filter(fare -> fare.charge.attempt() > 0)
            .count();
    Result.Handled cancelled = acted(world, new Action.Cancel("f1", "", ""));
    assertThat(cancelled.count()).isEqualTo(300 - sent);
    networkAway(world, false);
    seconds(world, 60);
    assertThat(in(world, ChargeState.CANCELLED)).isEqualTo(300 - sent);
    assertThat(world.book.tables().acts)
        .anyMatch(line -> line.what().equals("batch cancel") && line.by().equals("ann"));
    assertThat(world.status().charges().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(300);
    balances(world);
  }

  @Test
  void doubtfulOnesAreSettledAndNeverRetried() {
    World world = world();
    submit(world, "f1", 300);
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) > 20);
    world.network.losesAnswers = 1_000;
    within(world, 30, () -> in(world, ChargeState.HELD) > 0);
    world.network.losesAnswers = 0;
    within(world, 60, () -> in(world, ChargeState.QUEUED) == 0);
    long held = in(world, ChargeState.HELD);
    Result.Handled retried = acted(world, new Action.Retry("f1", "", ""));
    assertThat(retried.count()).isZero();
    assertThat(retried.left()).isEqualTo(held);
    assertThat(told(world, CardSign.DECLINED)).isEmpty();
    assertThat(told(world, CardSign.HELD)).hasSize((int) held);
    Result.Handled settled = acted(world, new Action.Settle("f1", "", "", true));
    assertThat(settled.count()).isEqualTo(held);
    assertThat(in(world, ChargeState.SETTLED_BY_HAND)).isEqualTo(held);
  }

  private static Charge tap(String id, int card, String device, boolean declined) {
    Charge it = Transit.charge(id, Cards.of(Plan.THEIRS, card), declined ? 351 : 300);
    return new Charge(
        0,
        it.chargeId(),
        "",
        "",
        "",
        it.pan(),
        it.expiry(),
        it.amount(),
        it.currency(),
        it.merchantType(),
        it.travelled(),
        it.terminal(),
        it.merchant(),
        it.state(),
        0,
        "",
        it.stamp(),
        device,
        it.order(),
        0);
  }

  private static TransitRules fuse(int minimum, int share) {
    return TransitRules.to(Plan.NETWORK).withFuse(minimum, share);
  }

  @Test
  void whenPhonesAreDeclinedInMassBlockEventsStopAndTheOthersFlow() {
    World world =
        world(plan -> {
          plan.transit = fuse(20, 60);
          plan.deliveryWindow = 2;
        });
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < 400; i++) {
      boolean phone = i % 4 == 0;
      charges.add(tap("w-" + i, i, phone ? "phone" : "card", phone));
    }
    Transit.Submission file = world.transit.submit(new Transit.Fares("w", charges, true, "digest"));
    within(world, 60, () -> file.done);
    within(world, 120, () -> in(world, ChargeState.AUTHORISED) == 300);
    List<Hold> holds = world.book.tables().holds;
    assertThat(holds).hasSize(1);
    assertThat(holds.getFirst().cause()).isEqualTo(Hold.Cause.FUSE);
    assertThat(holds.getFirst().value()).isEqualTo("phone");
    assertThat(told(world, CardSign.DECLINED)).hasSizeLessThan(20);
    long declined = in(world, ChargeState.DECLINED);
    assertThat(in(world, ChargeState.HELD) + in(world, ChargeState.QUEUED))
        .isEqualTo(100 - declined);
    world.restart();
    seconds(world, 30);
    assertThat(in(world, ChargeState.DECLINED)).isEqualTo(declined);
    acted(world, new Action.Lift(Scope.DEVICE, "phone"));
    within(world, 30, () -> told(world, CardSign.DECLINED).size() > declined + 5);
    balances(world);
  }

  @Test
  void anApprovalReleasesNoCardThatStillOwesAnotherJourney() {
    World world = world();
    List<Integer> cards = List.of(1, 2, 3);
    var first =
        cards.stream()
            .map(card -> tap("d-" + card, card, "", card == 2))
            .collect(Collectors.toList());
    Transit.Submission file = world.transit.submit(new Transit.Fares("d", first, true, "digest"));
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) == 2);
    within(world, 60, () -> in(world, ChargeState.DECLINED) == 1);
    assertThat(told(world, CardSign.DECLINED)).containsExactly("DECLINE_SOFT");
    assertThat(told(world, CardSign.RELEASED)).isEmpty();
    var later = cards.stream().map(card -> tap("e-" + card, card, "", false)).toList();
    world.transit.submit(new Transit.Fares("e", later, true, "digest"));
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 5);
    assertThat(told(world, CardSign.RELEASED)).isEmpty();
    String debt = "d-2";
    assertThat(acted(world, new Action.Recover("", debt, "")).count()).isEqualTo(1);
    within(world, 60, () -> told(world, CardSign.DECLINED).size() == 2);
    assertThat(attempts(world, debt)).isEqualTo(2);
    assertThat(acted(world, new Action.Settle("d", "", "", true)).count())
        .as("a whole file's declines are no slip of the pen away")
        .isZero();
    assertThat(acted(world, new Action.Settle("", debt, "", true)).count()).isEqualTo(1);
    within(world, 10, () -> told(world, CardSign.RELEASED).size() == 1);
    balances(world);
  }

  /** To ask for a debt once more does not pay it. */
  @Test
  void anApprovalReleasesNoCardWhoseDebtIsBeingAskedForAgain() {
    World world = world();
    world.network.poor.add(Cards.of(Plan.THEIRS, 1).digits());
    world.transit.submit(new Transit.Fares("d", List.of(tap("d-1", 1, "", false)), true, "digest"));
    within(world, 60, () -> in(world, ChargeState.DECLINED) == 1);
    world.network.poor.clear();
    acted(world, new Action.Place(Scope.BATCH, "d", 0));
    assertThat(acted(world, new Action.Recover("", "d-1", "")).count()).isEqualTo(1);
    world.transit.submit(new Transit.Fares("e", List.of(tap("e-1", 1, "", false)), true, "digest"));
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 1);
    assertThat(charge(world, "d-1").state()).isEqualTo(ChargeState.QUEUED);
    assertThat(told(world, CardSign.RELEASED)).isEmpty();
    acted(world, new Action.Lift(Scope.BATCH, "d"));
    within(world, 60, () -> charge(world, "d-1").state() == ChargeState.AUTHORISED);
    assertThat(told(world, CardSign.RELEASED)).hasSize(1);
    balances(world);
  }

  private static int attempts(World world, String chargeId) {
    return charge(world, chargeId).attempt();
  }

  private static Charge charge(World world, String chargeId) {
    return world.book.tables().charges.values().stream()
        .map(fare -> fare.charge)
        .filter(it -> it.chargeId().equals(chargeId))
        .findFirst()
        .orElseThrow();
  }

  /** The account has money again: the same debt, a new attempt, and the card is free. */
  @Test
  void aDebtThatIsRecoveredReleasesTheCardAndOneThatWasRefusedForGoodIsNotAskedForAgain() {
    World world = world();
    world.network.stolen.add(Cards.of(Plan.THEIRS, 2).digits());
    world.network.poor.add(Cards.of(Plan.THEIRS, 1).digits());
    var taps = List.of(tap("d-1", 1, "", false), tap("d-2", 2, "", false));
    world.transit.submit(new Transit.Fares("d", taps, true, "digest"));
    within(world, 60, () -> in(world, ChargeState.DECLINED) == 2);
    for (int answered = 2; answered <= 5; answered++) {
      int now = answered;
      Result.Handled asked = acted(world, new Action.Recover("d", "", ""));
      assertThat(asked.count()).isEqualTo(1);
      assertThat(asked.left()).as("the stolen one").isEqualTo(1);
      within(world, 60, () -> charge(world, "d-1").answered() == now);
      within(world, 60, () -> in(world, ChargeState.DECLINED) == 2);
    }
    world.network.poor.clear();
    acted(world, new Action.Recover("d", "", ""));
    within(world, 60, () -> charge(world, "d-1").state() == ChargeState.AUTHORISED);
    assertThat(told(world, CardSign.RELEASED)).hasSize(1);
    assertThat(world.network.ledger().keySet()).containsExactly(charge(world, "d-1").rrn());
    balances(world);
  }

  @Test
  void aSpentBudgetIsNotSpentFurther() {
    World world = world();
    world.network.poor.add(Cards.of(Plan.THEIRS, 1).digits());
    world.transit.submit(new Transit.Fares("d", List.of(tap("d-1", 1, "", false)), true, "digest"));
    within(world, 60, () -> in(world, ChargeState.DECLINED) == 1);
    for (int answered = 2; answered <= 6; answered++) {
      int now = answered;
      acted(world, new Action.Recover("d", "", ""));
      within(world, 60, () -> charge(world, "d-1").answered() == now);
      within(world, 60, () -> in(world, ChargeState.DECLINED) == 1);
    }
    Result.Handled spent = acted(world, new Action.Recover("d", "", ""));
    assertThat(spent.count()).isZero();
    assertThat(spent.left()).isEqualTo(1);
    balances(world);
  }
}

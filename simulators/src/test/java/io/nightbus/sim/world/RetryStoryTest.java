package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.RetryRule;
import io.nightbus.core.transit.RetryRule.Answer;
import io.nightbus.core.transit.RetryRule.OfAdvice;
import io.nightbus.core.transit.RetryRule.OfClass;
import io.nightbus.core.transit.RetryRules;
import io.nightbus.iso.De;
import io.nightbus.iso.Pan;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.Spot;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Budgets and schedules by class and by the scheme's advice (domain §7.4, I11): never exceeded,
 * also across a crash. The advice codes are invented.
 */
class RetryStoryTest {
  private static final Pan POOR = Cards.of(Plan.THEIRS, 1);

  private static RetryRule rule(Answer answer, int attempts, Duration spacing) {
    return new RetryRule(answer, attempts, spacing, "invented", Instant.EPOCH);
  }

  private static World ruled(RetryRule... rules) {
    var advice = new RetryRules.Advice(new Spot(De.PRIVATE_48, 1, "Z9"), 2);
    var retries = new RetryRules(Optional.of(advice), Arrays.asList(rules));
    World world =
        world(plan -> {
          plan.transit = plan.transit.withRetries(retries);
          plan.network = Plan.TOMBSTONES;
        });
    world.network.poor.add(POOR.digits());
    return world;
  }

  private static void declinedOnce(World world) {
    var file = new Transit.Fares("d", List.of(Transit.charge("d-1", POOR, 300)), true, "digest");
    world.transit.submit(file);
    within(world, 60, () -> isDeclined(world));
  }

  private static Charge charge(World world) {
    return world.book.tables().charges.firstEntry().getValue().charge;
  }

  private static boolean isDeclined(World world) {
    return !world.book.tables().charges.isEmpty() && charge(world).state() == ChargeState.DECLINED;
  }

  private static Result.Handled recovers(World world) {
    var order = new Command.ChargeOrder(new Action.Recover("d", "", ""), "ann", "debt", false);
    return (Result.Handled) world.order(order);
  }

  private static long recovered(World world) {
    return recovers(world).count();
  }

  /** The order says why the charge is left. */
  @Test
  void whoIsLeftByRecoverIsToldWhy() {
    World world = ruled(rule(new OfClass(ResponseClass.DECLINE_SOFT), 2, Duration.ofHours(1)));
    declinedOnce(world);
    Result.Handled early = recovers(world);
    assertThat(early.left()).isEqualTo(1);
    assertThat(early.bounded().notDue()).isEqualTo(1);
    assertThat(early.bounded().due()).contains(charge(world).tries().due());
    world.run(Duration.ofMinutes(61));
    assertThat(recovered(world)).isEqualTo(1);
    within(world, 60, () -> isDeclined(world) && charge(world).answered() == 2);
    world.run(Duration.ofMinutes(61));
    assertThat(recovers(world).bounded()).isEqualTo(new Result.Bounded(1, 0, Optional.empty()));
    balances(world);
  }

  /** Its time was told by a clock that has been set back: it begins anew once, in the book too. */
  @Test
  void aDebtWhoseClockWasSetBackWaitsNoLongerThanTheRule() {
    World world = ruled(rule(new OfClass(ResponseClass.DECLINE_SOFT), 6, Duration.ofHours(1)));
    declinedOnce(world);
    world.clock.step(Duration.ofDays(-2));
    Instant due = recovers(world).bounded().due().orElseThrow();
    assertThat(due).isBeforeOrEqualTo(world.clock.wall().plus(Duration.ofHours(1)));
    assertThat(charge(world).tries().due()).isEqualTo(due);
    world.run(Duration.ofMinutes(61));
    world.network.poor.clear();
    assertThat(recovered(world)).isEqualTo(1);
    within(world, 60, () -> charge(world).state() == ChargeState.AUTHORISED);
    balances(world);
  }

  @Test
  void anAdviceNeverToAskAgainIsObeyedAndKept() {
    World world =
        ruled(
            rule(new OfClass(ResponseClass.DECLINE_SOFT), 6, Duration.ZERO),
            rule(new OfAdvice("X1"), 1, Duration.ZERO));
    world.network.advises = "Z902X1";
    declinedOnce(world);
    assertThat(recovered(world)).isZero();
    world.restart();
    within(world, 20, world::allUp);
    assertThat(recovered(world)).isZero();
    assertThat(world.network.order).hasSize(1);
    balances(world);
  }

  @Test
  void anAdviceThatNoRuleNamesLeavesTheClasssRule() {
    World world =
        ruled(
            rule(new OfClass(ResponseClass.DECLINE_SOFT), 2, Duration.ZERO),
            rule(new OfAdvice("X1"), 1, Duration.ZERO));
    world.network.advises = "Z902X7";
    declinedOnce(world);
    assertThat(recovered(world)).isEqualTo(1);
    within(world, 60, () -> isDeclined(world) && charge(world).answered() == 2);
    assertThat(recovered(world)).isZero();
    assertThat(world.network.order).hasSize(2);
    balances(world);
  }

  @Test
  void aDebtIsNotAskedForBeforeItsTime() {
    World world =
        ruled(
            rule(new OfClass(ResponseClass.DECLINE_SOFT), 6, Duration.ofHours(1)),
            rule(new OfAdvice("X2"), 6, Duration.ofHours(24)));
    declinedOnce(world);
    assertThat(recovered(world)).isZero();
    world.run(Duration.ofMinutes(61));
    world.network.advises = "Z902X2";
    assertThat(recovered(world)).isEqualTo(1);
    within(world, 60, () -> isDeclined(world) && charge(world).answered() == 2);
    world.restart();
    world.run(Duration.ofHours(23));
    assertThat(recovered(world)).as("the longer of the two waits").isZero();
    world.run(Duration.ofHours(2));
    world.network.poor.clear();
    assertThat(recovered(world)).isEqualTo(1);
    within(world, 60, () -> charge(world).state() == ChargeState.AUTHORISED);
    balances(world);
  }

  /** Whatever an answer that nobody heard would have said: the scheme has counted it. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 20})
  void aCrashAtAnyMomentOfAnAttemptBuysNoAttemptMore(int millis) {
    World world = ruled(rule(new OfClass(ResponseClass.DECLINE_SOFT), 3, Duration.ZERO));
    declinedOnce(world);
    for (int i = 0; i < 6; i++) {
      recovered(world);
      seconds(world, millis / 1000.0);
      world.restart();
      within(world, 120, () -> world.allUp() && world.nothingOwed());
      seconds(world, 30);
    }
    assertThat(world.network.order).hasSizeLessThanOrEqualTo(3);
    assertThat(charge(world).state()).isIn(ChargeState.DECLINED, ChargeState.HELD);
    balances(world);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anIssuerThatIsAwayIsAskedNoMoreOftenThanItsClassAllows(boolean restarted) {
    World world = ruled(rule(new OfClass(ResponseClass.TECH_ISSUER), 3, Duration.ofMinutes(20)));
    world.network.poor.clear();
    world.network.rangesOut.add(Plan.THEIRS);
    var file = new Transit.Fares("d", List.of(Transit.charge("d-1", POOR, 300)), true, "digest");
    world.transit.submit(file);
    within(world, 60, () -> world.network.order.size() == 1);
    seconds(world, 60);
    if (restarted) {
      world.restart();
    }
    world.run(Duration.ofMinutes(18));
    assertThat(world.network.order).hasSize(1);
    world.run(Duration.ofMinutes(60));
    assertThat(world.network.order).hasSize(3);
    assertThat(charge(world).state()).isEqualTo(ChargeState.HELD);
    balances(world);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClockThatIsSetBackMakesNobodyWaitLongerThanTheRule(boolean restarted) {
    World world = ruled(rule(new OfClass(ResponseClass.TECH_ISSUER), 3, Duration.ofMinutes(2)));
    world.network.poor.clear();
    world.network.rangesOut.add(Plan.THEIRS);
    var file = new Transit.Fares("d", List.of(Transit.charge("d-1", POOR, 300)), true, "digest");
    world.transit.submit(file);
    within(world, 60, () -> world.network.order.size() == 1);
    seconds(world, 5);
    world.clock.step(Duration.ofHours(-2));
    if (restarted) {
      world.restart();
    }
    seconds(world, 100);
    assertThat(world.network.order).hasSize(1);
    // When it has been looked at, people see it as it is.
    within(
        world, 60, () -> !charge(world).tries().due().isAfter(world.clock.wall().plusSeconds(120)));
    world.network.rangesOut.clear();
    within(world, 400, () -> charge(world).state() == ChargeState.AUTHORISED);
    balances(world);
  }
}

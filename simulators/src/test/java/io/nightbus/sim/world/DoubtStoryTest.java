package io.nightbus.sim.world;

import static io.nightbus.sim.world.ChargeStoryTest.fares;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Fare;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network that keeps no tombstone, but knows by when an original has come or never will: a
 * doubtful charge is reversed, reversed once more after that time, and then sent anew (reliability
 * §2.3).
 */
class DoubtStoryTest {
  private static final Duration ARRIVAL = Duration.ofMinutes(2);

  private static World doubtful(Duration duplicates, int charges) {
    World world = world(plan -> plan.network = new Guarantees(duplicates, Duration.ZERO, ARRIVAL));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", charges, true));
    within(world, 30, () -> file.done);
    return world;
  }

  private static long in(World world, ChargeState state) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.state() == state)
        .count();
  }

  private static int mostAttempts(World world) {
    return world.book.tables().charges.values().stream()
        .mapToInt(fare -> fare.charge.attempt())
        .max()
        .orElse(0);
  }

  /** One reversal for each attempt that was in doubt, by what the book owes the network. */
  private static long reversals(World world) {
    return world.book.tables().obligations.values().stream()
        .filter(it -> it.obligation.duty() == Duty.REVERSAL)
        .count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAttemptIsReversedAgainBeforeANewOneGoes(boolean restarted) {
    World world = doubtful(Duration.ZERO, 20);
    within(world, 30, () -> in(world, ChargeState.REVERSING) == 20);
    world.network.losesAnswers = 0;
    if (restarted) {
      seconds(world, 30);
      world.restart();
    }
    seconds(world, 100);
    assertThat(in(world, ChargeState.REVERSING)).isEqualTo(20);
    assertThat(mostAttempts(world)).isEqualTo(1);
    within(world, 120, () -> in(world, ChargeState.AUTHORISED) == 20);
    assertThat(mostAttempts(world)).isEqualTo(2);
    assertThat(reversals(world)).isEqualTo(20);
    balances(world);
  }

  /** The first reversal finds nothing; what comes behind it is undone by the second. */
  @Test
  void anOriginalThatComesBehindItsReversalIsUndoneByTheSecond() {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ZERO, Duration.ZERO, ARRIVAL));
    world.network.loitersNanos = Duration.ofSeconds(60).toNanos();
    Transit.Submission file = world.transit.submit(fares("f1", 10, true));
    within(world, 30, () -> file.done && in(world, ChargeState.REVERSING) == 10);
    world.network.loitersNanos = 0;
    seconds(world, 20);
    assertThat(world.network.ledger()).isEmpty();
    within(world, 240, () -> in(world, ChargeState.AUTHORISED) == 10);
    assertThat(world.network.ledger()).hasSize(20);
    balances(world);
  }

  /** It moves from one to the next by itself: repeated as long as that is safe, then undone. */
  @Test
  void whenTheWindowForRepeatsClosesTheNextWayIsTaken() {
    World world = doubtful(Duration.ofMinutes(10), 10);
    within(world, 60, () -> in(world, ChargeState.IN_DOUBT) == 10);
    seconds(world, 400);
    assertThat(in(world, ChargeState.REVERSING)).isZero();
    within(world, 300, () -> in(world, ChargeState.REVERSING) == 10);
    world.network.losesAnswers = 0;
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 10);
    balances(world);
  }

  /** A new attempt follows: it waits as long as any reversal does, however short the promise is. */
  @Test
  void aShortPromiseMakesNoShorterQuarantine() {
    World world =
        world(plan ->
            plan.network = new Guarantees(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2)));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 5, true));
    within(world, 30, () -> file.done && in(world, ChargeState.REVERSING) == 5);
    world.network.losesAnswers = 0;
    seconds(world, 8);
    assertThat(in(world, ChargeState.REVERSING)).as("twice the 5 s for an answer").isEqualTo(5);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 5);
    balances(world);
  }

  private static void everyCardIsPoor(World world) {
    world.book.tables().charges.values().stream()
        .map(fare -> fare.charge.pan().digits())
        .forEach(world.network.poor::add);
  }

  private static boolean nobodyIsDeclined(World world) {
    return in(world, ChargeState.DECLINED) == 0
        && world.book.tables().told.stream().noneMatch(it -> it.sign() == CardSign.DECLINED);
  }

  /** Some attempt of this charge has an effect at the network. */
  private static boolean stands(World world, long charge) {
    String of = Fare.reference(charge, 0).substring(0, 10);
    return world.network.ledger().keySet().stream()
        .anyMatch(it -> it.startsWith(of) && !world.network.standing(it).isEmpty());
  }

  /** The first transmission was approved, unheard; the decline is of our repeat (I10). */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeclineOfARepeatWhoseFirstMayStandIsNoWordAboutTheCard(boolean restarted) {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 60, () -> file.done && in(world, ChargeState.IN_DOUBT) == 20);
    if (restarted) {
      world.restart();
    }
    everyCardIsPoor(world);
    // It breaks its promise: what it approved first it declines now.
    world.network.removesDuplicates = Duration.ZERO;
    world.network.losesAnswers = 0;
    within(world, 120, () -> in(world, ChargeState.HELD) == 20);
    assertThat(nobodyIsDeclined(world)).isTrue();
    var retry = new Action.Retry("f1", "", "");
    var answer = world.order(new Command.ChargeOrder(retry, "ann", "looked", false));
    assertThat(((Result.Handled) answer).count()).isZero();
    balances(world);
  }

  /**
   * The first attempt was approved, unheard, and is undone: no new one goes before, and what the
   * new one is told is no word about the card, whose tap may be used up (domain §7.5).
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDeclineAfterAnUndoneAttemptIsNoWordAboutTheCard(boolean restarted) {
    World world = world(plan -> plan.network = Plan.TOMBSTONES);
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 60, () -> file.done && in(world, ChargeState.REVERSING) == 20);
    everyCardIsPoor(world);
    seconds(world, 30);
    assertThat(mostAttempts(world)).isEqualTo(1);
    world.network.losesAnswers = 0;
    if (restarted) {
      within(world, 60, () -> in(world, ChargeState.REVERSING) < 20);
      world.restart();
    }
    within(world, 120, () -> in(world, ChargeState.HELD) == 20);
    assertThat(mostAttempts(world)).isBetween(2, restarted ? 3 : 2);
    assertThat(nobodyIsDeclined(world)).isTrue();
    assertThat(world.book.tables().charges.values())
        .noneMatch(fare -> stands(world, fare.charge.id()));
    balances(world);
  }
}

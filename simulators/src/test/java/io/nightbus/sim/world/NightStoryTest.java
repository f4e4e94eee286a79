package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.ended;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Result;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.ChargeState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The named incidents of the transit night, as far as one process and its book are concerned. */
class NightStoryTest {
  private static final Set<ChargeState> MOVING =
      EnumSet.of(
          ChargeState.QUEUED, ChargeState.SENDING, ChargeState.IN_DOUBT, ChargeState.REVERSING);

  private static long in(World world, ChargeState state) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.state() == state)
        .count();
  }

  private static boolean isAtRest(World world) {
    return world.book.tables().charges.values().stream()
            .noneMatch(fare -> MOVING.contains(fare.charge.state()))
        && world.nothingOwed();
  }

  private static void nobodyIsBlocked(World world) {
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    assertThat(world.book.tables().told).noneMatch(it -> it.sign() == CardSign.DECLINED);
  }

  static Stream<Guarantees> guarantees() {
    return Stream.of(
        Plan.DUPLICATES,
        Plan.TOMBSTONES,
        new Guarantees(Duration.ofMinutes(30), Duration.ofDays(2)),
        Plan.NOTHING);
  }

  /** IR1: the processor is cut off from 01:00 to 05:00 in the middle of the night's charges. */
  @ParameterizedTest
  @MethodSource("guarantees")
  void fourHoursWithoutTheNetworkInTheMiddleOfABatch(Guarantees promised) {
    World world = world(plan -> plan.network = promised);
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 1_000, true));
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) > 300);
    networkAway(world, true);
    world.run(Duration.ofHours(2));
    world.restart();
    world.run(Duration.ofHours(2));
    networkAway(world, false);
    within(world, 600, () -> isAtRest(world));
    nobodyIsBlocked(world);
    long held = in(world, ChargeState.HELD);
    assertThat(in(world, ChargeState.AUTHORISED) + held).isEqualTo(1_000);
    assertThat(held).isLessThan(promised.equals(Plan.NOTHING) ? 100 : 1);
    balances(world);
  }

  /** IR3, story 3: half was authorised, the replies were lost, and the file is sent again. */
  @ParameterizedTest
  @MethodSource("guarantees")
  void halfOfABatchWasAppliedUnheardAndTheFileComesAgain(Guarantees promised) {
    World world = world(plan -> plan.network = promised);
    world.network.losesAnswers = 500;
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 600, true));
    within(world, 60, () -> file.done);
    within(world, 900, () -> in(world, ChargeState.QUEUED) == 0);
    world.network.losesAnswers = 0;
    Transit.Submission again = world.transit.submit(ChargeStoryTest.fares("night", 600, true));
    within(world, 60, () -> again.done);
    assertThat(again.last).isInstanceOf(Result.BatchShut.class);
    Transit.Submission renamed = world.transit.submit(renamed());
    within(world, 60, () -> renamed.done);
    assertThat(renamed.lines).containsOnly(Result.Line.KNOWN);
    within(world, 900, () -> isAtRest(world));
    nobodyIsBlocked(world);
    balances(world);
  }

  /** The same charges in a file of another name. */
  private static Transit.Fares renamed() {
    Transit.Fares first = ChargeStoryTest.fares("night", 600, true);
    return new Transit.Fares("next-day", first.charges(), true, "another digest");
  }

  /** IR5: a quarter of all requests fails inside a gateway between us and the issuers. */
  @ParameterizedTest
  @MethodSource("guarantees")
  void aQuarterFailsSomewhereBehindTheNetwork(Guarantees promised) {
    World world = world(plan -> plan.network = promised);
    world.network.postsAndSays96 = 250;
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 600, true));
    within(world, 60, () -> file.done);
    world.run(Duration.ofMinutes(20));
    world.network.postsAndSays96 = 0;
    within(world, 1_200, () -> isAtRest(world));
    nobodyIsBlocked(world);
    assertThat(in(world, ChargeState.AUTHORISED) + in(world, ChargeState.HELD)).isEqualTo(600);
    balances(world);
  }

  /**
   * IR6: the process was dead for a month, with charges queued and some of them out. Nothing of it
   * goes out by itself (I16).
   */
  @ParameterizedTest
  @MethodSource("guarantees")
  void aMonthOldQueueIsFoundAtRestart(Guarantees promised) {
    World world = world(plan -> plan.network = promised);
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 600, true));
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) > 50);
    world.crash();
    world.run(Duration.ofDays(31));
    int charged = world.network.ledger().size();
    world.restart();
    within(world, 900, () -> isAtRest(world));
    nobodyIsBlocked(world);
    assertThat(world.network.ledger()).hasSize(charged);
    assertThat(in(world, ChargeState.HELD)).isGreaterThan(400);
    assertThat(in(world, ChargeState.AUTHORISED) + in(world, ChargeState.HELD)).isEqualTo(600);
    balances(world);
  }

  /** Live before backlog, also while more charges wait in the book than there is room for. */
  @Test
  void whatIsOwedForALiveCardDoesNotWaitForTheNightsCharges() {
    World world = world(plan -> plan.deliveryWindow = 4);
    networkAway(world, true);
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 24_000, true));
    within(world, 600, () -> file.done);
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) > 500);
    world.network.losesAnswers = 1_000;
    world.shops.buy(Story.THEIRS, 100);
    seconds(world, 0.5);
    world.network.losesAnswers = 0;
    within(world, 20, () -> ended(world, Ending.DELIVERED) == 1);
    assertThat(in(world, ChargeState.QUEUED)).isGreaterThan(10_000);
    within(world, 600, () -> isAtRest(world));
    balances(world);
  }

  /** Story 16: the peer says that it has seen it: neither paid nor declined. */
  @Test
  void ninetyFourLeavesDoubtAndNothingElse() {
    World world = world();
    world.network.seenBefore = true;
    Transit.Submission file = world.transit.submit(ChargeStoryTest.fares("night", 20, true));
    within(world, 60, () -> file.done);
    within(world, 60, () -> in(world, ChargeState.HELD) == 20);
    nobodyIsBlocked(world);
    balances(world);
  }
}

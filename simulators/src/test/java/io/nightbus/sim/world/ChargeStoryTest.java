package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.states;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.core.Result;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The night's charges of a transit operator. */
class ChargeStoryTest {

  static Transit.Fares fares(String id, int count, boolean agrees) {
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < count; i++) {
      charges.add(
          Transit.charge(id + "-" + i, Cards.of(Plan.THEIRS, i * 3 % 100), 200 + 100L * (i % 7)));
    }
    return new Transit.Fares(id, charges, agrees, "digest of " + id);
  }

  private static long in(World world, ChargeState state) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.state() == state)
        .count();
  }

  @Test
  void chargesAreAcceptedOneByOneAndQueuedAtTheTrailer() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    Transit.Submission file = world.transit.submit(fares("f1", 120, true));
    within(world, 5, () -> file.lines.size() == 50);
    assertThat(states(world)).containsExactly("ACCEPTED");
    within(world, 5, () -> file.done);
    assertThat(states(world)).containsExactly("QUEUED");
    assertThat(world.view(Plan.NETWORK).chargesQueued()).isEqualTo(120);
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 120);
    balances(world);
  }

  @Test
  void aWrongTrailerHoldsThemAndTheWholeFileReleasesThem() {
    World world = world();
    Transit.Submission broken = world.transit.submit(fares("f1", 60, false));
    within(world, 5, () -> broken.done);
    seconds(world, 5);
    assertThat(states(world)).containsExactly("HELD");
    Transit.Submission whole = world.transit.submit(fares("f1", 60, true));
    within(world, 30, () -> whole.done && in(world, ChargeState.AUTHORISED) == 60);
    assertThat(whole.lines).containsOnly(Result.Line.KNOWN);
    balances(world);
  }

  @Test
  void theSameFileTwiceChargesOnce() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    Transit.Submission first = world.transit.submit(fares("f1", 60, true));
    within(world, 30, () -> first.done);
    Transit.Submission second = world.transit.submit(fares("f1", 60, true));
    within(world, 30, () -> second.done);
    assertThat(second.last).isInstanceOf(Result.BatchShut.class);
    world.restart();
    within(world, 30, world::allUp);
    Transit.Submission third = world.transit.submit(fares("f1", 60, true));
    within(world, 30, () -> third.done && in(world, ChargeState.AUTHORISED) == 60);
    balances(world);
  }

  /** Decision 17 (w): what the bad sending held is counted as queued when the good one ends. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoSendingsOfOneFileThatEndTogetherAreCountedOnce(boolean badOneFirst) {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    Transit.Submission one = world.transit.submit(fares("f1", 120, !badOneFirst));
    Transit.Submission other = world.transit.submit(fares("f1", 120, badOneFirst));
    within(world, 10, () -> one.done && other.done);
    seconds(world, 1);
    assertThat(in(world, ChargeState.QUEUED)).isEqualTo(120);
    assertThat(world.status().charges().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(120);
    assertThat(world.status().charges()).containsEntry("QUEUED", 120L);
    world.compareCharges();
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 120);
    seconds(world, 1);
    world.compareCharges();
    balances(world);
  }

  @Test
  void theSameIdWithOtherContentIsAConflict() {
    World world = world();
    Transit.Submission first = world.transit.submit(fares("f1", 3, true));
    within(world, 30, () -> first.done);
    var other =
        new Transit.Fares(
            "f2",
            List.of(Transit.charge("f1-0", Cards.of(Plan.THEIRS, 0), 999)),
            true,
            "digest of f2");
    Transit.Submission second = world.transit.submit(other);
    within(world, 30, () -> second.done);
    assertThat(second.lines).containsExactly(Result.Line.CONFLICT);
    balances(world);
  }

  static Stream<Guarantees> guarantees() {
    return Stream.of(Plan.DUPLICATES, Plan.TOMBSTONES, Plan.NOTHING);
  }

  @ParameterizedTest
  @MethodSource("guarantees")
  void anOutageWithACrashInTheMiddleChargesEachOnceOrHoldsIt(Guarantees promised) {
    World world = world(plan -> plan.network = promised);
    Transit.Submission file = world.transit.submit(fares("f1", 600, true));
    within(world, 30, () -> file.done);
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) > 50);
    networkAway(world, true);
    seconds(world, 5);
    world.restart();
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) > 200);
    world.restart();
    within(
        world,
        300,
        () ->
            world.nothingOwed()
                && in(world, ChargeState.QUEUED)
                        + in(world, ChargeState.SENDING)
                        + in(world, ChargeState.IN_DOUBT)
                        + in(world, ChargeState.REVERSING)
                    == 0);
    balances(world);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    long held = in(world, ChargeState.HELD);
    assertThat(in(world, ChargeState.AUTHORISED) + held).isEqualTo(600);
    if (promised.equals(Plan.NOTHING)) {
      assertThat(held).isPositive().isLessThan(200);
    } else {
      assertThat(held).isZero();
    }
  }

  @Test
  void anIssuerThatIsOutHoldsUpItsRangeAlone() {
    World world = world();
    world.network.rangesOut.add(Plan.ALSO_THEIRS);
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < 100; i++) {
      String range = i % 2 == 0 ? Plan.THEIRS : Plan.ALSO_THEIRS;
      charges.add(Transit.charge("r-" + i, Cards.of(range, i), 300));
    }
    Transit.Submission file = world.transit.submit(new Transit.Fares("r", charges, true, "digest"));
    within(world, 30, () -> file.done && in(world, ChargeState.AUTHORISED) == 50);
    seconds(world, 5);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    world.network.rangesOut.clear();
    within(world, 200, () -> in(world, ChargeState.AUTHORISED) == 100);
    balances(world);
  }

  @Test
  void oneCardsChargesGoOneAfterTheOther() {
    World world = world();
    world.network.thinkNanos = 50_000_000;
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < 20; i++) {
      charges.add(Transit.charge("o-" + i, Cards.of(Plan.THEIRS, 1), 300 + i));
    }
    Transit.Submission file = world.transit.submit(new Transit.Fares("o", charges, true, "digest"));
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) == 20);
    var references = new ArrayList<>(world.network.ledger().keySet());
    assertThat(references).isSorted();
    balances(world);
  }

  @Test
  void aRepeatNeverGoesBeforeItsIntentIsDurable() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    Transit.Submission file = world.transit.submit(fares("f1", 30, true));
    within(world, 30, () -> file.done);
    world.book.hangs = true;
    seconds(world, 40);
    world.restart();
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 30);
    balances(world);
  }

  /** A peer that has forgotten the first would take its repeat for a new charge. */
  @Test
  void aChargeInDoubtIsNotRepeatedAfterItsWindowHasClosed() {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ofMinutes(10), Duration.ZERO));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 30, () -> file.done && in(world, ChargeState.IN_DOUBT) > 0);
    networkAway(world, true);
    world.network.losesAnswers = 0;
    seconds(world, 20 * 60);
    assertThat(in(world, ChargeState.HELD)).isEqualTo(20);
    networkAway(world, false);
    within(world, 60, world::allUp);
    seconds(world, 60);
    assertThat(in(world, ChargeState.HELD)).isEqualTo(20);
    balances(world);
  }

  /** P18: "duplicate" to our own repeat says that the first one arrived, and nothing else. */
  @Test
  void a94ToARepeatIsNeverADecline() {
    World world =
        world(plan -> {
          plan.network = Plan.DUPLICATES;
          plan.says94 = true;
        });
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 5, true));
    within(world, 10, () -> file.done && in(world, ChargeState.IN_DOUBT) > 0);
    world.network.losesAnswers = 0;
    balances(world);
    assertThat(world.facts(Fact.Kind.OBLIGATION_REPEATED)).isPositive();
    assertThat(states(world)).doesNotContain("DECLINED");
    // What the first was told only the peer knows: a person or the settlement file says it.
    assertThat(states(world)).containsExactly("HELD");
  }

  @Test
  void theTallyAgreesWithTheBook() {
    World world = world();
    Transit.Submission cutShort = world.transit.submit(fares("f1", 200, true));
    within(world, 5, () -> cutShort.lines.size() >= 50);
    world.restart();
    within(world, 60, () -> cutShort.done);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 200);
    assertThat(world.status().charges().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(200);
    balances(world);
  }

  /** Each attempt is undone and made anew; schemes count every answered one all the same (I11). */
  @Test
  void anAttemptThatIsUndoneAgainAndAgainSpendsTheBudgetToo() {
    World world = world(plan -> plan.network = Plan.TOMBSTONES);
    world.network.postsAndSays96 = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 3, true));
    within(world, 30, () -> file.done);
    within(world, 900, () -> in(world, ChargeState.HELD) == 3);
    assertThat(world.book.tables().charges.values())
        .allMatch(fare -> fare.charge.answered() == 6 && fare.charge.attempt() == 6);
    assertThat(world.network.ledger().values()).allMatch(it -> it.getFirst().reversed);
    world.network.recover();
    balances(world);
  }

  /** The wall clock goes back by an hour, and the promise of ten minutes is over all the same. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStepBackOfTheClockMakesNoPromiseLonger(boolean restarted) {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ofMinutes(10), Duration.ZERO));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 30, () -> file.done && in(world, ChargeState.IN_DOUBT) > 0);
    networkAway(world, true);
    world.network.losesAnswers = 0;
    seconds(world, 300);
    world.clock.step(Duration.ofHours(-1));
    seconds(world, 600);
    if (restarted) {
      world.restart();
    }
    networkAway(world, false);
    within(world, 60, world::allUp);
    seconds(world, 60);
    assertThat(in(world, ChargeState.HELD)).isEqualTo(20);
    balances(world);
  }

  /** Monotonic time stood while the machine slept; the peer's promise went on. */
  @Test
  void whatTheMachineSleptCountsAgainstThePromise() {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ofMinutes(10), Duration.ZERO));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 30, () -> file.done && in(world, ChargeState.IN_DOUBT) > 0);
    networkAway(world, true);
    world.network.losesAnswers = 0;
    world.node.pause();
    seconds(world, 900);
    world.clock.slept(Duration.ofMinutes(15).toNanos());
    world.node.resume();
    networkAway(world, false);
    within(world, 60, world::allUp);
    seconds(world, 60);
    assertThat(in(world, ChargeState.HELD)).isEqualTo(20);
    balances(world);
  }

  /**
   * The last repeat of an attempt lies in the peer until that has forgotten the first (1001412).
   */
  @Test
  void noRepeatLiesAboutUntilThePeerHasForgottenTheFirst() {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ofSeconds(40), Duration.ZERO));
    world.network.losesAnswers = 1000;
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 30, () -> file.done && in(world, ChargeState.IN_DOUBT) > 0);
    seconds(world, 25);
    world.network.losesAnswers = 0;
    world.network.loitersNanos = 9_500_000_000L;
    seconds(world, 90);
    assertThat(in(world, ChargeState.HELD) + in(world, ChargeState.AUTHORISED)).isEqualTo(20);
    assertThat(world.network.ledger().values()).allMatch(postings -> postings.size() == 1);
    balances(world);
  }

  /** A file that was found again in a corner of the disk: what is left of it is held (I16). */
  @Test
  void whatIsLongPastItsFilesDeadlineIsHeldAndNotSent() {
    World world =
        world(plan -> {
          plan.deadline = World.BEGAN.plusSeconds(120);
          plan.transit = plan.transit.withStaleAfter(Duration.ofMinutes(1));
        });
    networkAway(world, true);
    Transit.Submission file = world.transit.submit(fares("f1", 20, true));
    within(world, 30, () -> file.done);
    seconds(world, 240);
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.HELD) == 20);
    assertThat(world.network.ledger()).isEmpty();
    assertThat(world.book.tables().charges.values())
        .allMatch(fare -> fare.reason.equals("its file's deadline has long passed"));
    balances(world);
  }

  /** Between the question to the book and its answer the disk may have filled. */
  @Test
  void aFileThatWaitedForTheBookFindsNoRoomAndTakesNone() {
    World world = world();
    world.book.hangs = true;
    Transit.Submission file = world.transit.submit(fares("f1", 30, true));
    seconds(world, 0.1);
    world.book.hasRoom(false);
    world.book.resume();
    seconds(world, 0.5);
    assertThat(file.last).isInstanceOf(Result.Refused.class);
    assertThat(world.book.tables().batches).isEmpty();
    world.book.hasRoom(true);
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) == 30);
    balances(world);
  }

  @Test
  void chargesThatWaitedForTheBookFindNoRoomAndAreTakenLater() {
    World world = world();
    Transit.Submission file = world.transit.submit(fares("f1", 120, true));
    within(world, 5, () -> file.last instanceof Result.Offered);
    world.book.hangs = true;
    seconds(world, 0.1);
    world.book.hasRoom(false);
    world.book.resume();
    int taken = world.book.tables().charges.size();
    seconds(world, 0.5);
    assertThat(file.last).isInstanceOf(Result.Refused.class);
    assertThat(world.book.tables().charges).hasSize(taken);
    world.book.hasRoom(true);
    within(world, 60, () -> file.done && in(world, ChargeState.AUTHORISED) == 120);
    balances(world);
  }
}

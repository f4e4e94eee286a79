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

import io.nightbus.core.Act;
import io.nightbus.core.Command;
import io.nightbus.core.Fact;
import io.nightbus.core.Result;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Forcing;
import io.nightbus.iso.De;
import io.nightbus.iso.dialect.StandInReason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators order: stand-in, the status of cards, and what becomes of parked entries. */
class OperatorStoryTest {
  private static Command.ForceStandIn force(String cards, int percent, int minutes) {
    return new Command.ForceStandIn(
        Plan.ISSUER, cards, percent, Duration.ofMinutes(minutes), "ann", "maintenance");
  }

  private static long done(Result result) {
    return ((Result.Done) result).id();
  }

  /** Who answers for the issuer, as operators are shown it. */
  private static String answering(World world) {
    return world.status().endpoints().stream()
        .filter(endpoint -> endpoint.name().equals(Plan.ISSUER))
        .findFirst()
        .orElseThrow()
        .answering();
  }

  @Test
  void forcedStandInDecidesAlthoughTheHostAnswersUntilItsTimeIsOver() {
    World world = world();
    assertThat(answering(world)).isEqualTo("HOST");
    done(world.order(force("", 100, 10)));
    Sale forced = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(answering(world)).isEqualTo("STAND_IN");
    assertThat(forced.code).isEqualTo("00");
    assertThat(world.book.tables().decisions.lastEntry().getValue().decision.reason())
        .isEqualTo(StandInReason.FORCED_ENDPOINT);
    assertThat(owed(world, Plan.ISSUER).getFirst().obligation.message().get(De.PRIVATE_60))
        .isEqualTo("STANDIN FORCED");
    world.restart();
    within(world, 20, world::allUp);
    world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(world.book.tables().decisions).hasSize(2);
    assertThat(answering(world)).isEqualTo("STAND_IN");
    seconds(world, 600);
    assertThat(answering(world)).isEqualTo("HOST");
    assertThat(world.status().forced()).isEmpty();
    Sale live = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(live.code).isEqualTo("00");
    assertThat(world.book.tables().decisions).hasSize(2);
    balances(world);
  }

  /** An order is for a time, and no clock that is set makes that longer (decision 17 as). */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClockThatIsSetBackForcesStandInNoLonger(boolean restarted) {
    World world = world();
    done(world.order(force("", 100, 10)));
    seconds(world, 60);
    world.clock.step(Duration.ofHours(-1));
    if (restarted) {
      world.restart();
    }
    seconds(world, 530);
    assertThat(answering(world)).isEqualTo("STAND_IN");
    seconds(world, restarted ? 80 : 20);
    assertThat(answering(world)).isEqualTo("HOST");
    assertThat(world.status().forced()).isEmpty();
    Sale live = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(live.code).isEqualTo("00");
    assertThat(world.book.tables().decisions).isEmpty();
    balances(world);
  }

  /** It was over: a clock that is set back, and a start after that, do not begin it again. */
  @Test
  void whatWasForcedAndIsOverStaysOver() {
    World world = world();
    done(world.order(force("", 100, 10)));
    seconds(world, 620);
    assertThat(answering(world)).isEqualTo("HOST");
    world.clock.step(Duration.ofHours(-1));
    world.restart();
    within(world, 20, world::allUp);
    assertThat(answering(world)).isEqualTo("HOST");
    assertThat(world.status().forced()).isEmpty();
    balances(world);
  }

  @Test
  void aRangeOrAShareIsForcedAndReleased() {
    World world = world();
    long range = done(world.order(force(Plan.OURS.substring(0, 5), 100, 10)));
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(world.book.tables().decisions.lastEntry().getValue().decision.reason())
        .isEqualTo(StandInReason.FORCED_RANGE);
    assertThat(answering(world)).isEqualTo("HOST");
    assertThat(world.status().forced()).extracting(Forcing::percent).containsExactly(100);
    world.order(new Command.ReleaseStandIn(range, "ann", "over"));
    world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(world.book.tables().decisions).hasSize(1);
    world.order(force("", 50, 10));
    for (int i = 0; i < 200; i++) {
      world.abroad.buy(Cards.of(Plan.OURS, 10 + i), 100);
    }
    seconds(world, 1);
    assertThat(world.book.tables().decisions.size() - 1).isBetween(60, 140);
    assertThat(world.book.tables().decisions.lastEntry().getValue().decision.reason())
        .isEqualTo(StandInReason.FORCED_SHARE);
    balances(world);
    assertThat(world.book.tables().acts)
        .extracting(Act::what)
        .containsExactly("standin force", "standin release", "standin force");
  }

  @Test
  void whatCannotBeForcedIsRefusedWithTheReason() {
    World world = world();
    assertThat(world.order(force("", 0, 10))).isInstanceOf(Result.Refused.class);
    assertThat(world.order(force("", 100, 0))).isInstanceOf(Result.Refused.class);
    assertThat(
            world.order(
                new Command.ForceStandIn(
                    Plan.NETWORK, "", 100, Duration.ofMinutes(1), "ann", "why not")))
        .isEqualTo(new Result.Refused("no route to \"network\" stands in"));
    assertThat(
            world.order(
                new Command.ForceStandIn(Plan.ISSUER, "", 100, Duration.ofMinutes(1), "ann", " ")))
        .isInstanceOf(Result.Refused.class);
    assertThat(world.book.tables().forcings).isEmpty();
  }

  @Test
  void aCardIsFrozenWhileTheHostIsAwayAndStaysSoOverARestart() {
    World world = world(plan -> plan.hot.add(Cards.token(OURS_TOO)));
    hostAway(world, true);
    seconds(world, 1);
    String card = Cards.token(OURS);
    world.order(new Command.MarkCards(Map.of(card, CardStatus.FROZEN), "ann", "her phone"));
    world.order(
        new Command.MarkCards(
            Map.of(Cards.token(OURS_TOO), CardStatus.ACTIVE), "ann", "found again"));
    world.restart();
    within(world, 20, world.networkStation::isInService);
    Sale frozen = world.abroad.buy(OURS, 100);
    Sale found = world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(frozen.code).isEqualTo("62");
    assertThat(found.code).isEqualTo("00");
    hostAway(world, false);
    balances(world);
  }

  private static World parked() {
    World world = world();
    world.issuer.malformed.add(OURS.digits());
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    hostAway(world, false);
    within(world, 30, () -> Story.ended(world, Ending.PARKED) == 1);
    return world;
  }

  private static long exposure(World world) {
    return world.book.tables().counters.values().stream()
        .filter(count -> count.scope().equals(Counters.EXPOSURE))
        .mapToLong(Tables.Count::amount)
        .sum();
  }

  @Test
  void aParkedEntryIsSentAgainAsANewMessage() {
    World world = parked();
    long id = owed(world, Plan.ISSUER).getFirst().obligation.id();
    world.restart();
    within(world, 20, world::allUp);
    assertThat(world.view(Plan.ISSUER).parked()).isEqualTo(1);
    assertThat(exposure(world)).isEqualTo(100);
    world.issuer.malformed.clear();
    done(world.order(new Command.RetryParked(id, "ann", "they mended it")));
    balances(world);
    assertThat(world.issuer.standing(world.abroad.last().reference)).hasSize(1);
    assertThat(world.view(Plan.ISSUER).parked()).isZero();
    assertThat(exposure(world)).isZero();
    assertThat(world.order(new Command.RetryParked(id, "ann", "again")))
        .isInstanceOf(Result.Refused.class);
  }

  /** The host has been told to reverse what it never took: taken now, nothing would undo it. */
  @Test
  void aParkedAdviceOfWhatHasBeenReversedSinceIsNotSentAgain() {
    World world = parked();
    Sale told = world.abroad.advise(OURS_TOO, 100);
    world.issuer.malformed.add(OURS_TOO.digits());
    within(world, 30, () -> Story.ended(world, Ending.PARKED) == 2);
    world.issuer.malformed.clear();
    world.abroad.reverse(world.abroad.journal().getFirst());
    world.abroad.reverse(told);
    within(world, 60, () -> Story.ended(world, Ending.DELIVERED) == 2);
    owed(world, Plan.ISSUER).stream()
        .filter(it -> it.ending == Ending.PARKED)
        .toList()
        .forEach(it -> {
          long id = it.obligation.id();
          assertThat(world.order(new Command.RetryParked(id, "ann", "they mended it")))
              .isEqualTo(
                  new Result.Refused("what it tells of has been taken back since: settle it"));
          done(world.order(new Command.SettleParked(id, "ann", "reversed meanwhile")));
        });
    balances(world);
    assertThat(world.issuer.ledger()).isEmpty();
  }

  @Test
  void aParkedEntryIsSettledByHandWithAReason() {
    World world = parked();
    long id = owed(world, Plan.ISSUER).getFirst().obligation.id();
    done(world.order(new Command.SettleParked(id, "ann", "booked by phone")));
    assertThat(world.book.tables().owed(id).ending).isEqualTo(Ending.SETTLED);
    assertThat(exposure(world)).isZero();
    assertThat(world.view(Plan.ISSUER).parked()).isZero();
    assertThat(world.facts(Fact.Kind.OBLIGATION_UNPARKED)).isEqualTo(1);
    assertThat(world.book.tables().acts).extracting(Act::reason).containsExactly("booked by phone");
    assertThat(world.order(new Command.SettleParked(id, "ann", "again")))
        .isInstanceOf(Result.Refused.class);
  }

  @Test
  void aPartialReversalGivesItsPartBackOnceAndTheRestLater() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.reversePartly(sale, 40);
    seconds(world, 1);
    assertThat(card(world)).matches(it -> it.count() == 1 && it.amount() == 40);
    world.restart();
    within(world, 20, world.networkStation::isInService);
    world.abroad.reversePartly(sale, 40);
    seconds(world, 1);
    assertThat(card(world)).matches(it -> it.count() == 1 && it.amount() == 40);
    world.abroad.reverse(sale);
    world.abroad.reversePartly(sale, 10);
    seconds(world, 1);
    assertThat(card(world)).matches(it -> it.count() == 0 && it.amount() == 0);
  }

  private static Tables.Count card(World world) {
    return world.book.tables().counters.values().stream()
        .filter(count -> count.scope().equals(Counters.card(Cards.token(OURS))))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theShadowSaysHowOftenTheRulesAgreeWithTheHost() {
    World world = world();
    world.abroad.buy(OURS, 100);
    world.abroad.buy(OURS_TOO, 6_000);
    seconds(world, 1);
    assertThat(world.facts(Fact.Kind.STANDIN_SHADOW)).isEqualTo(2);
    assertThat(world.book.tables().decisions).isEmpty();
    assertThat(world.book.tables().counters).isEmpty();
    balances(world);
  }
}

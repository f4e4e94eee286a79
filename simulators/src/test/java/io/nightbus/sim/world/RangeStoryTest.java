package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Status;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Urgency;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The night of 2016 from the transit side: one issuer is out behind a healthy network. Its range is
 * held and probed, the others flow, and no card is declined for it (domain §11, stories 2 and 16).
 */
class RangeStoryTest {

  private static long in(World world, ChargeState state) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.state() == state)
        .count();
  }

  private static Charge charge(String id, Pan card, int day) {
    return at(Transit.charge(id, card, 300), Instant.parse("2026-11-24T05:00:00Z"), day);
  }

  private static Charge at(Charge it, Instant tap, int day) {
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
        it.travelled().withDayOfMonth(day),
        it.terminal(),
        it.merchant(),
        it.state(),
        0,
        "",
        it.stamp(),
        "",
        Urgency.of(tap, LocalDate.of(2026, 11, day)),
        0);
  }

  /** Half of another issuer's cards, half of the one that will be out. */
  private static List<Charge> twoIssuers(int count) {
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < count; i++) {
      String range = i % 2 == 0 ? Plan.THEIRS : Plan.ALSO_THEIRS;
      charges.add(charge("r-" + i, Cards.of(range, i), 22));
    }
    return charges;
  }

  private static void submit(World world, List<Charge> charges) {
    Transit.Submission file = world.transit.submit(new Transit.Fares("r", charges, true, "digest"));
    within(world, 60, () -> file.done);
  }

  private static List<Status.HoldView> holds(World world) {
    return world.status().replay().orElseThrow().holds();
  }

  private static int asked(World world) {
    return world.network.asked.getOrDefault(Plan.ALSO_THEIRS, 0);
  }

  private static Tables.Fare fare(World world, String chargeId) {
    return world.book.tables().charges.values().stream()
        .filter(fare -> fare.charge.chargeId().equals(chargeId))
        .findFirst()
        .orElseThrow();
  }

  private static int mostAnswered(World world) {
    return world.book.tables().charges.values().stream()
        .mapToInt(fare -> fare.charge.answered())
        .max()
        .orElse(0);
  }

  @Test
  void fourHoursWithoutOneIssuerHoldItsRangeAndCostAHandfulOfProbes() {
    World world = world();
    world.network.rangesOut.add(Plan.ALSO_THEIRS);
    submit(world, twoIssuers(400));
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) == 200);
    within(world, 30, () -> holds(world).size() == 1);
    assertThat(holds(world).getFirst().hold().value()).isEqualTo(Plan.ALSO_THEIRS);
    assertThat(holds(world).getFirst().hold().cause()).isEqualTo(Hold.Cause.OUTAGE);
    int before = asked(world);
    assertThat(before).isLessThan(60);
    world.run(Duration.ofHours(4));
    int probes = asked(world) - before;
    assertThat(probes).isBetween(20, 60);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    assertThat(in(world, ChargeState.HELD)).isZero();
    world.network.rangesOut.clear();
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 400);
    assertThat(holds(world)).isEmpty();
    assertThat(mostAnswered(world)).isLessThanOrEqualTo(4);
    balances(world);
  }

  @Test
  void declinesOfTheNetworksStandInAreAnOutageAndNoWordAboutACard() {
    World world = world();
    world.network.rangesOut.add(Plan.ALSO_THEIRS);
    world.network.standsInForIssuers = true;
    submit(world, twoIssuers(200));
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) == 100);
    within(world, 30, () -> holds(world).size() == 1);
    assertThat(holds(world).getFirst().hold().cause()).isEqualTo(Hold.Cause.OUTAGE);
    int before = asked(world);
    assertThat(before).isLessThan(60);
    world.run(Duration.ofHours(1));
    assertThat(asked(world) - before).isLessThan(30);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    assertThat(world.book.tables().told).isEmpty();
    world.network.rangesOut.clear();
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 200);
    assertThat(mostAnswered(world)).isLessThanOrEqualTo(4);
    balances(world);
  }

  /** The issuer may have approved what got lost: the stand-in's refusal of the repeat is no end. */
  @Test
  void aDeclineOfTheStandInOnOurRepeatLeavesTheFirstOneInDoubt() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    world.network.losesAnswers = 1_000;
    submit(world, twoIssuers(20));
    seconds(world, 1);
    world.network.losesAnswers = 0;
    world.network.rangesOut.add(Plan.ALSO_THEIRS);
    world.network.standsInForIssuers = true;
    world.network.removesDuplicates = Duration.ZERO;
    within(world, 60, () -> in(world, ChargeState.HELD) == 10);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    assertThat(told(world)).isZero();
  }

  private static long told(World world) {
    return world.book.tables().told.stream().filter(it -> it.sign() == CardSign.DECLINED).count();
  }

  @Test
  void anIssuerThatIsSilentBehindAHealthyNetworkIsAnOutageOfItsRangeToo() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    world.network.rangesSilent.add(Plan.ALSO_THEIRS);
    submit(world, twoIssuers(200));
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 100);
    within(world, 60, () -> holds(world).size() == 1);
    assertThat(world.view(Plan.NETWORK).breaker()).isEqualTo("CLOSED");
    int before = asked(world);
    world.run(Duration.ofHours(1));
    assertThat(asked(world) - before).isLessThan(30);
    assertThat(in(world, ChargeState.DECLINED)).isZero();
    world.network.rangesSilent.clear();
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 200);
    balances(world);
  }

  @Test
  void theHoldOutlivesARestartAndItsRangeIsStillProbed() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    world.network.rangesOut.add(Plan.ALSO_THEIRS);
    submit(world, twoIssuers(200));
    within(world, 60, () -> holds(world).size() == 1);
    world.restart();
    within(world, 30, world::allUp);
    int before = asked(world);
    assertThat(holds(world)).hasSize(1);
    world.run(Duration.ofMinutes(10));
    assertThat(asked(world) - before).isBetween(3, 10);
    world.network.rangesOut.clear();
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 200);
    assertThat(holds(world)).isEmpty();
    balances(world);
  }

  @Test
  void aNetworkThatIsSilentAltogetherIsNoOutageOfARange() {
    World world = world(plan -> plan.network = Plan.DUPLICATES);
    world.network.silent = true;
    submit(world, twoIssuers(100));
    seconds(world, 120);
    assertThat(holds(world)).isEmpty();
    world.network.silent = false;
    within(world, 300, () -> in(world, ChargeState.AUTHORISED) == 100);
    balances(world);
  }

  @Test
  void aPromiseThatRunsOutInAnOutageMovesTheDoubtfulOnByItself() {
    World world =
        world(plan ->
            plan.network =
                new io.nightbus.core.saf.Guarantees(Duration.ofMinutes(10), Duration.ofDays(1)));
    submit(world, twoIssuers(600));
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) > 50);
    world.network.losesAnswers = 1_000;
    seconds(world, 1);
    networkAway(world, true);
    world.network.losesAnswers = 0;
    seconds(world, 30);
    assertThat(in(world, ChargeState.IN_DOUBT)).isPositive();
    world.run(Duration.ofHours(4));
    networkAway(world, false);
    within(world, 400, () -> in(world, ChargeState.AUTHORISED) == 600);
    assertThat(world.book.tables().obligations).isNotEmpty();
    balances(world);
  }

  @Test
  void whereNothingElseIsPromisedTheyAreHeldAndNeverRepeatedTooLate() {
    World world =
        world(plan ->
            plan.network =
                new io.nightbus.core.saf.Guarantees(Duration.ofMinutes(10), Duration.ZERO));
    submit(world, twoIssuers(600));
    within(world, 30, () -> in(world, ChargeState.AUTHORISED) > 50);
    world.network.losesAnswers = 1_000;
    seconds(world, 1);
    networkAway(world, true);
    world.network.losesAnswers = 0;
    seconds(world, 30);
    world.run(Duration.ofHours(4));
    networkAway(world, false);
    within(
        world, 400, () -> in(world, ChargeState.AUTHORISED) + in(world, ChargeState.HELD) == 600);
    assertThat(in(world, ChargeState.HELD)).isPositive();
    balances(world);
  }

  @Test
  void whoTapsFirstIsReleasedFirst() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < 60; i++) {
      Instant tap = Instant.parse("2026-11-24T12:00:00Z").minus(Duration.ofHours(i % 6));
      charges.add(at(Transit.charge("t-" + i, Cards.of(Plan.THEIRS, i), 300), tap, 22));
    }
    submit(world, charges);
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 60);
    List<String> early =
        charges.stream()
            .filter(it -> Integer.parseInt(it.chargeId().substring(2)) % 6 == 5)
            .map(it -> it.pan().digits())
            .toList();
    assertThat(world.network.order.subList(0, 10)).containsExactlyInAnyOrderElementsOf(early);
    balances(world);
  }

  @Test
  void aCardThatIsRefusedForGoodIsNotAskedForItsYoungerDebts() {
    World world = world();
    Pan stolen = Cards.of(Plan.THEIRS, 7);
    world.network.stolen.add(stolen.digits());
    submit(
        world,
        List.of(
            charge("young", stolen, 22),
            charge("old", stolen, 20),
            charge("other", Cards.of(Plan.THEIRS, 8), 22)));
    within(
        world, 60, () -> in(world, ChargeState.DECLINED) == 1 && in(world, ChargeState.HELD) == 1);
    Tables.Fare young = fare(world, "young");
    assertThat(young.charge.state()).isEqualTo(ChargeState.HELD);
    assertThat(young.charge.attempt()).isZero();
    assertThat(in(world, ChargeState.AUTHORISED)).isEqualTo(1);
    balances(world);
  }

  @Test
  void theForecastSaysWhetherTheDeadlineIsMet() {
    World world = world(plan -> plan.deliveryWindow = 2);
    networkAway(world, true);
    seconds(world, 1);
    submit(world, twoIssuers(6_000));
    seconds(world, 20);
    Status.ReplayView dark = world.status().replay().orElseThrow();
    assertThat(dark.remaining()).isEqualTo(6_000);
    assertThat(dark.releasedBy()).isEmpty();
    assertThat(dark.late()).isFalse();
    networkAway(world, false);
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) > 4_000);
    Status.ReplayView bright = world.status().replay().orElseThrow();
    assertThat(bright.releasedBy()).isPresent();
    assertThat(bright.deadline()).contains(Instant.parse("2026-11-24T05:00:00Z"));
    assertThat(bright.late()).isFalse();
    within(world, 60, () -> in(world, ChargeState.AUTHORISED) == 6_000);
    assertThat(world.status().replay().orElseThrow().remaining()).isZero();
    balances(world);
  }

  /** Seed 521: each probe was told the 96 of half an hour ago, and the next one waited longer. */
  @Test
  void theFirstAnswerToldAgainSaysNothingOfTheRangeNow() {
    World world =
        world(plan -> plan.network = new Guarantees(Duration.ofMinutes(15), Duration.ofHours(24)));
    world.network.rangesPostedWith96.add(Plan.ALSO_THEIRS);
    submit(world, twoIssuers(40));
    within(world, 60, () -> !holds(world).isEmpty());
    world.network.rangesPostedWith96.clear();
    within(world, 120, () -> in(world, ChargeState.AUTHORISED) == 40);
    balances(world);
  }
}

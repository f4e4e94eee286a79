package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.dark;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Live requests, both ways. */
class LiveStoryTest {

  @Test
  void aPurchaseAbroadIsAnsweredByTheIssuer() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 1_250);
    Sale poor = world.abroad.buy(OURS, 1_251);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
    assertThat(sale.approval).hasSize(6);
    assertThat(poor.code).isEqualTo("51");
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isZero();
    balances(world);
  }

  @Test
  void aPurchaseAtHomeIsAnsweredByTheNetwork() {
    World world = world();
    Sale sale = world.shops.buy(THEIRS, 1_250);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
    assertThat(world.network.standing(sale.reference)).hasSize(1);
    balances(world);
  }

  @Test
  void whenASiteIsCutTrafficGoesOnOverTheOther() {
    World world = world();
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 40; i++) {
      if (i == 20) {
        world.cut(world.lines(Plan.NETWORK, "A"), true);
      }
      sales.add(world.shops.buy(THEIRS, 100));
      seconds(world, 0.1);
    }
    assertThat(sales).allMatch(sale -> sale.state == Sale.State.APPROVED);
    balances(world);
  }

  @Test
  void withoutALinkToTheNetworkTheAcquirerHears91AtOnce() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    Sale sale = world.shops.buy(THEIRS, 1_250);
    seconds(world, 0.1);
    assertThat(sale.code).isEqualTo("91");
    networkAway(world, false);
    balances(world);
    assertThat(Story.owed(world, Plan.NETWORK)).isEmpty();
  }

  @Test
  void aSilentNetworkIsReversedAndTheAcquirerHears91() {
    World world = world();
    world.network.losesAnswers = 1000;
    Sale sale = world.shops.buy(THEIRS, 1_250);
    within(world, 7, () -> sale.code.equals("91"));
    assertThat(Story.owed(world, Plan.NETWORK)).hasSize(1);
    world.network.losesAnswers = 0;
    balances(world);
    assertThat(world.network.standing(sale.reference)).isEmpty();
  }

  @Test
  void theNetworksTechnicalAnswerIsHandedOnToTheAcquirer() {
    World world = world();
    world.network.sick = true;
    Sale refused = world.shops.buy(THEIRS, 1_250);
    seconds(world, 0.5);
    world.network.sick = false;
    world.network.rangesOut.add(Plan.THEIRS);
    Sale unreached = world.shops.buy(THEIRS, 1_251);
    seconds(world, 0.5);
    assertThat(refused.code).isEqualTo("96");
    assertThat(unreached.code).isEqualTo("91");
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isZero();
    assertThat(Story.owed(world, Plan.NETWORK)).isEmpty();
    world.network.rangesOut.clear();
    balances(world);
  }

  @Test
  void aRequestThatNeverLeftGoesOverAnotherLinkAsAnOriginal() {
    World world = world(plan -> plan.networkSites = java.util.List.of("A"));
    Line sick = world.lines(Plan.NETWORK).getFirst();
    world.wires.stall(sick, true, false);
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 30; i++) {
      sales.add(world.shops.buy(THEIRS, 100));
    }
    seconds(world, 0.5);
    int handed = Objects.requireNonNull(sick.session).toPeer.held();
    assertThat(handed).isBetween(5, 12);
    world.wires.reset(sick);
    seconds(world, 0.5);
    assertThat(sales.stream().filter(sale -> sale.code.equals("91"))).hasSize(handed);
    assertThat(sales.stream().filter(sale -> sale.state == Sale.State.APPROVED))
        .hasSize(30 - handed);
    world.wires.stall(sick, false, false);
    balances(world);
  }

  @Test
  void numberingGoesRound() {
    World world = dark(plan -> {});
    world.crash();
    world.book.tables().stans.put(Plan.NETWORK, 999_950);
    world.node.start();
    within(world, 20, world::allUp);
    for (int i = 0; i < 100; i++) {
      world.shops.buy(THEIRS, 100);
      seconds(world, 0.1);
    }
    assertThat(world.shops.journal()).allMatch(sale -> sale.state == Sale.State.APPROVED);
    assertThat(world.book.tables().stans.get(Plan.NETWORK)).isEqualTo(1_001);
    balances(world);
  }

  @Test
  void aRepeatWaitsWhileItsNumberIsOutAgain() {
    World world = dark(plan -> plan.network = Plan.DUPLICATES);
    world.crash();
    world.book.tables().stans.put(Plan.NETWORK, 500);
    world.node.start();
    within(world, 20, world::allUp);
    world.network.losesAnswers = 1000;
    world.transit.submit(ChargeStoryTest.fares("f", 1, true));
    within(world, 20, () -> Story.states(world).contains("IN_DOUBT"));
    int number =
        world.book.tables().charges.firstEntry().getValue().charge.stamp().orElseThrow().stan();
    world.crash();
    world.book.tables().stans.put(Plan.NETWORK, number - 20);
    world.witness.numberingWentRound();
    world.node.start();
    within(world, 20, world::allUp);
    long lost = world.facts(Fact.Kind.OUTCOME_UNKNOWN);
    within(world, 30, () -> world.facts(Fact.Kind.OUTCOME_UNKNOWN) > lost);
    world.network.losesAnswers = 0;
    world.network.thinkNanos = 4_000_000_000L;
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 40; i++) {
      sales.add(world.shops.buy(Cards.of(Plan.THEIRS, 5 + i), 100));
    }
    within(world, 60, () -> Story.states(world).contains("AUTHORISED"));
    assertThat(sales.stream().map(sale -> sale.state)).containsOnly(Sale.State.APPROVED);
    world.network.thinkNanos = 1_000_000;
    balances(world);
  }

  /**
   * The store takes its time, the approval is told too late, and the process dies with the approval
   * durable and its withdrawal not: found by the kill matrix at a write to the log.
   */
  @Test
  void whoHears91IsNotChargedWhenTheGatewayDiesBeforeTheWithdrawalIsStored() {
    for (int seed = 1; seed <= 12; seed++) {
      long own = seed;
      World world = world(plan -> plan.seed = own);
      world.network.thinkNanos = Duration.ofSeconds(1).toNanos();
      Sale sale = world.shops.buy(THEIRS, 1_250);
      seconds(world, 0.5);
      world.book.commitNanos = Duration.ofSeconds(11).toNanos();
      seconds(world, 10);
      assertThat(world.network.standing(sale.reference)).hasSize(1);
      world.restart();
      world.book.commitNanos = 300_000;
      world.network.thinkNanos = 1_000_000;
      balances(world);
      assertThat(world.network.standing(sale.reference))
          .as("seed %s: the client heard %s", seed, sale.state)
          .hasSize(sale.state == Sale.State.APPROVED ? 1 : 0);
    }
  }
}

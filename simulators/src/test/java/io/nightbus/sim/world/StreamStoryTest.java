package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection is: a stream of bytes, two ends that may disagree, an address with nobody. */
class StreamStoryTest {

  private static World oneIssuerLink() {
    return world(plan -> plan.issuerLinks = 1);
  }

  private static Line issuer(World world) {
    return world.lines(Plan.ISSUER).getFirst();
  }

  /** The host closes its end in order, and acts on what was on its way: that is undone. */
  @Test
  void whatAPeerDidAfterItClosedItsEndIsReversed() {
    World world = oneIssuerLink();
    Line line = issuer(world);
    world.issuer.thinkNanos = 1_000_000_000L;
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.1);
    world.wires.finish(line, true);
    seconds(world, 3);
    assertThat(sale.code).isEqualTo("00");
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isEqualTo(1);
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isEqualTo(1);
    within(world, 20, world::allUp);
    balances(world);
  }

  @Test
  void aConnectionOfWhichThePeerKnowsNothingEndsWithTheFirstWrite() {
    World world = oneIssuerLink();
    Line line = issuer(world);
    Session before = line.session;
    world.wires.forget(line);
    assertThat(line.isOpen()).isTrue();
    Sale sale = world.abroad.buy(OURS, 100);
    within(world, 1, () -> line.session != before);
    within(world, 2, () -> sale.state == Sale.State.APPROVED);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
    within(world, 20, world::allUp);
    balances(world);
  }

  @Test
  void framesInPiecesAreReadAsFrames() {
    World world = world();
    world.wires.lines().forEach(line -> line.splits = 1_000);
    for (int i = 0; i < 50; i++) {
      world.abroad.buy(Cards.of(Plan.OURS, 100 + i), 100);
      world.shops.buy(Cards.of(Plan.THEIRS, 100 + i), 100);
      seconds(world, 0.1);
    }
    seconds(world, 3);
    for (Originator originator : List.of(world.abroad, world.shops)) {
      assertThat(originator.journal()).allMatch(sale -> sale.state == Sale.State.APPROVED);
    }
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isZero();
    balances(world);
  }

  /** The line stalls between two segments of an answer: half a frame is no answer. */
  @Test
  void aFrameThatDoesNotEndInTimeEndsItsConnection() {
    World world = oneIssuerLink();
    Line line = issuer(world);
    Session before = line.session;
    line.splits = 1_000;
    Sale sale = world.abroad.buy(OURS, 100);
    within(world, 2, () -> world.issuer.taken == 1);
    seconds(world, 0.006);
    world.wires.stall(line, false, true);
    within(world, 15, () -> line.session != before);
    assertThat(sale.answers).isLessThanOrEqualTo(1);
    line.splits = 0;
    world.wires.stall(line, false, false);
    within(world, 30, world::allUp);
    balances(world);
  }

  /** A window of half a frame: what does not fit waits, and goes elsewhere or not at all. */
  @Test
  void aNarrowWindowHoldsUpAndLosesNothing() {
    World world = world();
    world.wires.lines().forEach(line -> line.window = 100);
    world.wires.lines().forEach(line -> line.splits = 500);
    for (int i = 0; i < 200; i++) {
      world.shops.buy(Cards.of(Plan.THEIRS, 100 + i), 100);
    }
    seconds(world, 20);
    balances(world);
  }

  /** The peer's process reads nothing: what its window still took may be acted upon later. */
  @Test
  void aWindowThatClosesInTheMiddleOfAFrameLeavesTheOthersUnsent() {
    World world = oneIssuerLink();
    Line line = issuer(world);
    line.window = 300;
    line.delayNanos = 50_000_000;
    for (int i = 0; i < 40; i++) {
      world.abroad.buy(Cards.of(Plan.OURS, 100 + i), 100);
    }
    seconds(world, 0.03);
    line.window = 0;
    seconds(world, 1);
    assertThat(world.issuer.taken).isEqualTo(1);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isZero();
    within(world, 3, () -> world.facts(Fact.Kind.OUTCOME_UNKNOWN) > 0);
    seconds(world, 1);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isLessThan(12);
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isEqualTo(40);
    line.window = Pipe.WINDOW;
    within(world, 30, world::allUp);
    balances(world);
  }

  @Test
  void anAddressAtWhichNobodyIsHarmsNobody() {
    World world = Story.dark(plan -> plan.unreachable = 2);
    within(world, 20, world::allUp);
    for (int i = 0; i < 100; i++) {
      world.shops.buy(Cards.of(Plan.THEIRS, 100 + i), 100);
      world.abroad.buy(Cards.of(Plan.OURS, 100 + i), 100);
      seconds(world, 0.5);
    }
    seconds(world, 2);
    assertThat(world.shops.journal()).allMatch(sale -> sale.state == Sale.State.APPROVED);
    assertThat(world.abroad.journal()).allMatch(sale -> sale.state == Sale.State.APPROVED);
    assertThat(world.facts(Fact.Kind.STANDIN_DECIDED)).isZero();
    balances(world);
  }

  /** One site takes long to reach the ledger: its original comes behind its own reversal. */
  @Test
  void aReversalThatOvertakesItsOriginalOverAnotherSiteIsTappedAgain() {
    World world = world();
    world.network.siteDelays.put("A", 9_000_000_000L);
    for (int i = 0; i < 20; i++) {
      world.shops.buy(THEIRS, 100 + i);
    }
    seconds(world, 8);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isPositive();
    seconds(world, 30);
    world.network.recover();
    balances(world);
  }
}

package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The simulated person at the controls. */
class OperatorTest {

  /** Seed 1010962: while nobody could give the order, a drained link was held to be well. */
  @Test
  void whatCannotBeTakenBackWhileTheProcessStandsStillIsTakenBackLater() {
    World world = world(plan -> plan.networkSites = List.of("A"));
    world.truth.isTold = true;
    Line drained = world.lines(Plan.NETWORK).getFirst();
    Line other = world.lines(Plan.NETWORK).getLast();
    long until = world.agenda.now() + Duration.ofSeconds(5).toNanos();
    Runnable end = new Operator(world).drains(drained, until);
    seconds(world, 5);
    world.node.pause();
    end.run();
    seconds(world, 40);
    world.truth.trouble(world.agenda.now());
    world.truth.trouble(other, Long.MAX_VALUE);
    world.blackHole(List.of(other), true);
    world.node.resume();
    within(world, 10, drained::isOpen);
    seconds(world, 30);
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
  }
}

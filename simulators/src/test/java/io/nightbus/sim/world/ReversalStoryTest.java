package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.hostAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Reversals of originators are always taken over, and reach what they undo. */
class ReversalStoryTest {

  @Test
  void aReversalIsTakenOverWhileTheHostIsDown() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.reverse(sale);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalIsTakenOverWhileItsOriginalIsInFlight() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(2).toNanos();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.5);
    world.abroad.reverse(sale);
    seconds(world, 0.5);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    balances(world);
    assertThat(world.issuer.standing(sale.reference)).isEmpty();
  }

  @Test
  void aReversalOfWhatNeverCameBackIsOneReversal() {
    World world = world();
    world.network.losesAnswers = 1000;
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 2);
    world.shops.reverse(sale);
    seconds(world, 8);
    assertThat(Story.owed(world, Plan.NETWORK)).hasSize(1);
    world.network.losesAnswers = 0;
    balances(world);
  }

  @Test
  void aReversalWhoseOriginalWaitsForItsCardNamesWhatWasSent() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.issuer.silent = true;
    hostAway(world, false);
    seconds(world, 3);
    Sale waits = world.abroad.buy(OURS, 200);
    seconds(world, 0.2);
    world.abroad.reverse(waits);
    seconds(world, 0.2);
    world.issuer.silent = false;
    balances(world);
    assertThat(world.issuer.standing(waits.reference)).isEmpty();
  }
}

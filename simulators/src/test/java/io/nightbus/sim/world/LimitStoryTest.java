package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.OURS_TOO;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Limits hold in the book at every commit, whatever the order in which things are taken back. */
class LimitStoryTest {

  @Test
  void whatWaitsForItsCardIsDecidedBehindWhatFreesTheCard() {
    World world =
        Story.world(plan -> {
          plan.issuerLinks = 1;
          plan.linkWindow = 2;
          plan.deliveryWindow = 1;
          plan.perCardCount = 1;
        });
    // An advice of another card keeps the one place for deliveries.
    world.issuer.silent = true;
    world.abroad.advise(OURS_TOO, 1_000);
    seconds(world, 0.1);
    world.book.hangs = true;
    seconds(world, 1.5);
    Sale first = world.abroad.buy(OURS, 1_000);
    seconds(world, 7);
    world.abroad.buy(Cards.of(Plan.OURS, 3), 1_000);
    seconds(world, 0.5);
    // It waits for the advice of the first, whose answer can't leave in time: that frees the card,
    // and the link has no room.
    Sale second = world.abroad.buy(OURS, 1_000);
    seconds(world, 1);
    world.issuer.silent = false;
    // The world looks at each commit: at none has the card two approvals.
    world.book.resume();
    seconds(world, 2);
    assertThat(first.code).isEqualTo("91");
    assertThat(second.code).isEqualTo("00");
    balances(world);
  }
}

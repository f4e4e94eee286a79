package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.THEIRS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.hostAway;
import static io.nightbus.sim.world.Story.networkAway;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same request again gets the same answer, whatever happened in between. */
class DuplicateStoryTest {

  @Test
  void aDuplicateBeforeTheAnswerIsAnsweredOnce() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(1).toNanos();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 0.3);
    world.abroad.again(sale, true);
    seconds(world, 2);
    assertThat(sale.answers).isEqualTo(1);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    balances(world);
  }

  @Test
  void aDuplicateAfterTheAnswerGetsTheSame() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.again(sale, true);
    world.abroad.again(sale, false);
    seconds(world, 1);
    assertThat(sale.answers).isEqualTo(3);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    balances(world);
  }

  @Test
  void aDuplicateAcrossARestartGetsTheSame() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.restart();
    Story.within(world, 20, world::allUp);
    world.abroad.again(sale, true);
    seconds(world, 1);
    assertThat(sale.answers).isEqualTo(2);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    balances(world);
  }

  @Test
  void aDuplicateOfAStandInApprovalAcrossARestartGetsTheSame() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.restart();
    Story.within(world, 20, world.networkStation::isInService);
    world.abroad.again(sale, true);
    seconds(world, 1);
    assertThat(sale.answers).isEqualTo(2);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
  }

  @Test
  void theSameIdentityWithOtherContentIsRefusedWith94() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    Message other = sale.request.with(De.AMOUNT, "000000000999");
    for (boolean restarted : List.of(false, true)) {
      if (restarted) {
        world.restart();
        Story.within(world, 20, world::allUp);
      }
      var answers = new ArrayList<Message>();
      world.networkStation.hear(answers::add);
      world.networkStation.send(other);
      seconds(world, 1);
      assertThat(answers).singleElement().matches(answer -> answer.responseCode().equals("94"));
    }
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
  }

  @Test
  void aReversalGivenAgainAfterARestartIsPassedOnOnce() {
    World world = world();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    int before = world.issuer.taken;
    world.abroad.reverse(sale);
    seconds(world, 1);
    world.restart();
    Story.within(world, 20, world::allUp);
    var answers = new ArrayList<Message>();
    world.networkStation.hear(answers::add);
    world.networkStation.send(sale.reversal.as(sale.reversal.mti().repeat()));
    seconds(world, 20);
    assertThat(answers).singleElement().matches(answer -> answer.responseCode().equals("00"));
    assertThat(world.view(Plan.ISSUER).reversals()).isZero();
    assertThat(world.issuer.taken - before).isEqualTo(1);
  }

  @Test
  void aDuplicateAcrossARestartGetsTheSameWithNoRouteToo() {
    World world = world();
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 1);
    networkAway(world, true);
    world.restart();
    Story.within(world, 20, world.acquirerStation::isInService);
    world.shops.again(sale, true);
    seconds(world, 1);
    assertThat(sale.answers).isEqualTo(2);
    networkAway(world, false);
    balances(world);
  }

  /** The refusal may still be on its way, over a slow link: two answers to one request. */
  @Test
  void aRequestThatWasRefusedIsRefusedAgainThoughItCouldGoNow() {
    World world = world();
    networkAway(world, true);
    seconds(world, 1);
    Sale sale = world.shops.buy(THEIRS, 100);
    seconds(world, 1);
    assertThat(sale.code).isEqualTo("91");
    networkAway(world, false);
    Story.within(world, 30, world::allUp);
    world.shops.again(sale, true);
    seconds(world, 1);
    assertThat(sale.answers).isEqualTo(2);
    assertThat(sale.code).isEqualTo("91");
    assertThat(world.network.ledger()).doesNotContainKey(sale.reference);
    world.shops.reverse(sale);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.REVERSED);
    balances(world);
  }
}

package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.hostAway;
import static io.nightbus.sim.world.Story.owed;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.standin.Counters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The network's own stand-in decided too: its word is what the shop has (domain §6.9). */
class OverruledStoryTest {

  private static Tables.Count card(World world) {
    return world.book.tables().counters.values().stream()
        .filter(count -> count.scope().equals(Counters.card(Cards.token(OURS))))
        .findFirst()
        .orElse(new Tables.Count("", "", 0, 0));
  }

  private static long exposure(World world) {
    return world.book.tables().counters.values().stream()
        .filter(count -> count.scope().equals(Counters.EXPOSURE))
        .mapToLong(Tables.Count::amount)
        .sum();
  }

  @Test
  void ourApprovalIsWithdrawnAndItsAdviceNeverLeaves() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.overrule(sale, "05");
    seconds(world, 1);
    assertThat(card(world)).matches(count -> count.count() == 0 && count.amount() == 0);
    assertThat(exposure(world)).isZero();
    assertThat(owed(world, Plan.ISSUER).getFirst().ending).isEqualTo(Ending.VOIDED);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.ledger()).isEmpty();
  }

  @Test
  void anApprovalOfTheNetworkTakesThePlaceOfOurs() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.overrule(sale, "00");
    seconds(world, 1);
    world.restart();
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(1);
    assertThat(exposure(world)).isZero();
  }

  @Test
  void anAdviceThatMayHaveLeftIsReversedBeforeTheNetworksOwn() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    hostAway(world, false);
    within(world, 20, world::nothingOwed);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
    world.abroad.overrule(sale, "00");
    balances(world);
    assertThat(card(world).amount()).isZero();
    assertThat(owed(world, Plan.ISSUER).stream().map(it -> it.obligation.duty()))
        .containsExactly(Duty.ADVICE, Duty.REVERSAL, Duty.ADVICE);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(2);
    assertThat(world.issuer.standing(sale.reference)).hasSize(1);
  }

  @Test
  void whatTheHostApprovesAfterTheNetworkDecidedIsReversedFirst() {
    World world = world();
    world.issuer.thinkNanos = Duration.ofSeconds(2).toNanos();
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    world.abroad.overrule(sale, "00");
    seconds(world, 3);
    world.issuer.thinkNanos = 1_000_000;
    balances(world);
    assertThat(world.issuer.ledger().get(sale.reference)).hasSize(2);
    assertThat(world.issuer.standing(sale.reference))
        .singleElement()
        .matches(posting -> posting.byAdvice);
  }

  @Test
  void overruledTwiceGivesTheLimitBackOnce() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    Sale first = world.abroad.buy(OURS, 100);
    Sale second = world.abroad.buy(OURS, 200);
    seconds(world, 1);
    world.abroad.overrule(second, "05");
    world.abroad.overrule(second, "05");
    seconds(world, 1);
    world.restart();
    within(world, 20, world.networkStation::isInService);
    world.abroad.overrule(second, "05");
    seconds(world, 1);
    assertThat(card(world)).matches(count -> count.count() == 1 && count.amount() == 100);
    hostAway(world, false);
    balances(world);
    assertThat(world.issuer.standing(first.reference)).hasSize(1);
  }
}

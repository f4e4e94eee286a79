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

import io.nightbus.core.Fact;
import io.nightbus.core.saf.Ending;
import io.nightbus.iso.De;
import io.nightbus.iso.dialect.StandInReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is owed to a host that makes it difficult. */
class ObligationStoryTest {

  private static World owingOne() {
    World world = world();
    hostAway(world, true);
    seconds(world, 1);
    world.abroad.buy(OURS, 100);
    seconds(world, 1);
    return world;
  }

  @Test
  void oneEntryThatIsNeverAcknowledgedKeepsNobodyWaiting() {
    World world = owingOne();
    for (int i = 0; i < 200; i++) {
      world.abroad.buy(Cards.of(Plan.OURS, 100 + i), 100);
    }
    seconds(world, 1);
    world.issuer.unheard.add(OURS.digits());
    hostAway(world, false);
    within(world, 60, () -> Story.ended(world, Ending.DELIVERED) == 200);
    assertThat(world.view(Plan.ISSUER).advices()).isEqualTo(1);
    assertThat(world.view(Plan.ISSUER).parked()).isZero();
    world.issuer.unheard.clear();
    balances(world);
    assertThat(world.issuer.standing(world.abroad.journal().getFirst().reference)).hasSize(1);
  }

  /** It is told once, and goes on being tried: nothing expires. */
  @Test
  void whatIsSentOftenWithoutAnAcknowledgementIsOverdue() {
    World world = owingOne();
    world.issuer.unheard.add(OURS.digits());
    hostAway(world, false);
    seconds(world, 60);
    assertThat(world.facts(Fact.Kind.OBLIGATION_OVERDUE)).isZero();
    within(world, 600, () -> world.facts(Fact.Kind.OBLIGATION_OVERDUE) == 1);
    seconds(world, 600);
    assertThat(world.facts(Fact.Kind.OBLIGATION_OVERDUE)).isEqualTo(1);
    assertThat(owed(world, Plan.ISSUER).getFirst().ending).isNull();
    world.issuer.unheard.clear();
    balances(world);
  }

  /** The element by its number; whatever else DE 44 says may be account data. */
  @ParameterizedTest
  @CsvSource({"4, ', DE 4'", "004, ', DE 4'", "4000001234567899, ''", "xx, ''", "'', ''"})
  void aFormatErrorIsParkedAtOnceWithTheFieldThatTheHostNames(String de44, String named) {
    World world = owingOne();
    world.issuer.malformed.add(OURS.digits());
    world.issuer.complainsOf = de44;
    hostAway(world, false);
    within(world, 30, () -> Story.ended(world, Ending.PARKED) == 1);
    assertThat(owed(world, Plan.ISSUER).getFirst().reason).endsWith("30" + named);
    assertThat(owed(world, Plan.ISSUER).getFirst().obligation.attempts()).isEqualTo(1);
  }

  @Test
  void aHostThatHasSignedOffIsStoodInForWithAReasonOfItsOwn() {
    World world = world();
    world.issuerStation.signOnEverywhere(false);
    seconds(world, 1);
    Sale sale = world.abroad.buy(OURS, 100);
    seconds(world, 1);
    assertThat(sale.state).isEqualTo(Sale.State.APPROVED);
    assertThat(world.book.tables().decisions.lastEntry().getValue().decision.reason())
        .isEqualTo(StandInReason.SIGNED_OFF);
    assertThat(owed(world, Plan.ISSUER).getFirst().obligation.message().get(De.PRIVATE_60))
        .isEqualTo("STANDIN SIGNED OFF");
    world.issuerStation.signOnEverywhere(true);
    balances(world);
    Sale live = world.abroad.buy(OURS_TOO, 100);
    seconds(world, 1);
    assertThat(live.state).isEqualTo(Sale.State.APPROVED);
    assertThat(world.book.tables().decisions).hasSize(1);
  }
}

package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.OURS;
import static io.nightbus.sim.world.Story.OURS_TOO;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Act;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Orders end by themselves, can be tried without effect, and are kept; breakers take them too. */
class OrderStoryTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static List<String> acts(World world) {
    return world.book.tables().acts.stream().map(Act::what).toList();
  }

  private static List<String> states(World world, String site) {
    return world.status().links().stream()
        .filter(link -> link.endpoint().equals(Plan.NETWORK) && link.site().equals(site))
        .map(Status.LinkView::state)
        .toList();
  }

  private static Command.DrainLinks drain(String links) {
    return new Command.DrainLinks(LinkScope.parse(links), TEN_MINUTES, "ann", "new cable");
  }

  private static Result.Breaker breaker(World world, String range) {
    var shown = (Result.BreakersShown) world.order(new Command.ShowBreakers());
    return shown.breakers().stream()
        .filter(each -> each.endpoint().equals(Plan.ISSUER) && each.range().equals(range))
        .findFirst()
        .orElseThrow();
  }

  private static Sale buys(World world, Pan card) {
    Sale sale = world.abroad.buy(card, 100);
    seconds(world, 2);
    return sale;
  }

  private static int decisions(World world) {
    return world.book.tables().decisions.size();
  }

  @Test
  void aDrainedSiteComesBackWhenItsTimeIsOver() {
    World world = world();
    world.order(drain("network/A"));
    seconds(world, 60);
    assertThat(states(world, "A")).containsOnly("DOWN");
    seconds(world, 600);
    within(world, 20, world::allUp);
    assertThat(acts(world)).containsExactly("link drain", "link restore", "link restore");
    assertThat(world.book.tables().acts.getLast().by()).isEqualTo("gateway");
    balances(world);
  }

  @Test
  void theLatestOrderSaysHowLong() {
    World world = world();
    world.order(drain("network/A"));
    seconds(world, 300);
    world.order(new Command.RestoreLinks(LinkScope.parse("network/A"), "ann", "done"));
    world.order(drain("network/A"));
    seconds(world, 400);
    assertThat(states(world, "A")).as("the first one's time is over").containsOnly("DOWN");
    seconds(world, 300);
    within(world, 20, world::allUp);
    balances(world);
  }

  @Test
  void weightsAreAgainWhatTheyWere() {
    World world = world();
    for (int share : List.of(10, 0)) {
      var order =
          new Command.WeighSites(Plan.NETWORK, Map.of("A", share), TEN_MINUTES, "ann", "move");
      assertThat(world.order(order)).isInstanceOf(Result.Ordered.class);
      seconds(world, 60);
    }
    seconds(world, 700);
    assertThat(world.book.tables().acts.getLast().by()).isEqualTo("gateway");
    assertThat(acts(world)).containsExactly("link weight", "link weight", "link weight");
    assertThat(world.order(new Command.WeighSites("network", Map.of("A", 1), "ann", "x")))
        .isEqualTo(new Result.Ordered(List.of("A=1")));
    balances(world);
  }

  @Test
  void noOverrideHoldsForEver() {
    World world = world();
    for (Duration length : List.of(Duration.ZERO, Duration.ofDays(8))) {
      for (Command order :
          List.of(
              new Command.DrainLinks(LinkScope.parse("network/A"), length, "ann", "x"),
              new Command.WeighSites("network", Map.of("A", 1), length, "ann", "x"),
              new Command.OpenBreaker("issuer", "", length, "ann", "x"))) {
        assertThat(world.order(order)).isInstanceOf(Result.Refused.class);
      }
    }
    assertThat(acts(world)).isEmpty();
  }

  @Test
  void aBreakerThatIsHeldOpenLeavesItsHostAloneUntilItsTimeIsOver() {
    World world = world();
    world.order(
        new Command.OpenBreaker(Plan.ISSUER, "", TEN_MINUTES, "ann", "it answers nonsense"));
    assertThat(buys(world, OURS).code).isEqualTo("00");
    assertThat(decisions(world)).isEqualTo(1);
    assertThat(world.view(Plan.ISSUER).answering()).isEqualTo("STAND_IN");
    assertThat(breaker(world, "").state()).isEqualTo("HELD");
    assertThat(breaker(world, "").held().orElseThrow().reason()).isEqualTo("it answers nonsense");
    seconds(world, 660);
    buys(world, OURS_TOO);
    assertThat(world.view(Plan.ISSUER).answering()).isEqualTo("HOST");
    assertThat(breaker(world, "").held()).isEmpty();
    balances(world);
  }

  @Test
  void aRangesBreakerIsHeldAndClosedByHand() {
    World world = world();
    String range = Plan.OURS.substring(0, 6);
    world.order(new Command.OpenBreaker(Plan.ISSUER, range, TEN_MINUTES, "ann", "its issuer"));
    buys(world, OURS);
    assertThat(decisions(world)).isEqualTo(1);
    assertThat(breaker(world, range).state()).isEqualTo("HELD");
    world.order(new Command.CloseBreaker(Plan.ISSUER, range, "ann", "mended"));
    buys(world, OURS_TOO);
    assertThat(decisions(world)).isEqualTo(1);
    assertThat(acts(world)).containsExactly("breaker open", "breaker close");
    assertThat(world.order(new Command.CloseBreaker("nowhere", "", "ann", "x")))
        .isInstanceOf(Result.Refused.class);
    assertThat(world.order(new Command.CloseBreaker(Plan.ISSUER, "4", "ann", "x")))
        .isInstanceOf(Result.Refused.class);
    balances(world);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    World world = world();
    for (Command order :
        List.of(
            drain("network/A"),
            new Command.WeighSites("network", Map.of("A", 0), "ann", "x"),
            new Command.OpenBreaker(Plan.ISSUER, "", TEN_MINUTES, "ann", "x"),
            new Command.CloseBreaker(Plan.ISSUER, "", "ann", "x"),
            new Command.ForceStandIn(Plan.ISSUER, "", 100, TEN_MINUTES, "ann", "x"),
            new Command.MarkCards(Map.of(Cards.token(OURS), CardStatus.ACTIVE), "ann", "x"))) {
      assertThat(world.order(new Command.DryRun(order)))
          .as(order.toString())
          .isNotInstanceOf(Result.Refused.class);
    }
    for (Command order :
        List.of(
            drain("nowhere"),
            new Command.ReleaseStandIn(7, "ann", "x"),
            new Command.RetryParked(7, "ann", "x"),
            new Command.OpenBreaker("nowhere", "", TEN_MINUTES, "ann", "x"),
            new Command.ShowStatus())) {
      assertThat(world.order(new Command.DryRun(order)))
          .as(order.toString())
          .isInstanceOf(Result.Refused.class);
    }
    buys(world, OURS);
    assertThat(world.allUp()).isTrue();
    assertThat(decisions(world)).isZero();
    assertThat(acts(world)).isEmpty();
    balances(world);
  }

  @Test
  void whatIsDoneBesideTheCoreIsInTheJournalBeforeItIsConfirmed() {
    World world = world();
    var act = new Command.KeepAct("maintenance start", "network", "ann", "new release");
    assertThat(world.order(act)).isInstanceOf(Result.Done.class);
    assertThat(acts(world)).containsExactly("maintenance start");
    assertThat(world.order(new Command.KeepAct("maintenance end", "network", "", "x")))
        .isInstanceOf(Result.Refused.class);
    balances(world);
  }
}

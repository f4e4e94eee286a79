package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.Sites;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Endpoints get other links while traffic runs. */
class LinkChangeStoryTest {
  private int cards;

  private static List<LinkSettings> links(World world) {
    return world.lines(Plan.NETWORK).stream().map(line -> line.settings).toList();
  }

  private static LinkSettings named(LinkSettings like, String site, String name) {
    return new LinkSettings(
        new LinkId(Plan.NETWORK, site, name),
        like.dials(),
        like.signOn(),
        like.connect(),
        like.answer(),
        like.echo(),
        like.backoff(),
        like.backoffCap());
  }

  private static Result change(World world, List<LinkSettings> links, Set<LinkId> moved) {
    return world.order(
        new Command.ChangeLinks(
            List.of(
                new Command.EndpointLinks(Plan.NETWORK, links, moved, Optional.of(Sites.ALIKE))),
            "ann",
            "why"));
  }

  private static List<String> known(World world) {
    return world.status().links().stream()
        .filter(link -> link.endpoint().equals(Plan.NETWORK))
        .map(link -> link.site() + "/" + link.name())
        .toList();
  }

  private static List<String> states(World world) {
    return world.status().links().stream()
        .filter(link -> link.endpoint().equals(Plan.NETWORK))
        .map(Status.LinkView::state)
        .toList();
  }

  /** A hundred requests a second. */
  private List<Sale> load(World world, double length) {
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 100 * length; i++) {
      sales.add(world.shops.buy(Cards.of(Plan.THEIRS, cards++), 100));
      seconds(world, 0.01);
    }
    return sales;
  }

  private static void allApproved(World world, List<Sale> sales) {
    seconds(world, 3);
    assertThat(sales).allMatch(sale -> sale.state == Sale.State.APPROVED);
  }

  @Test
  void aLinkThatIsTakenAwayUnderLoadFinishesAndIsForgotten() {
    World world = world();
    List<LinkSettings> links = links(world);
    List<Sale> sales = load(world, 1);
    assertThat(change(world, links.subList(1, links.size()), Set.of()))
        .isEqualTo(new Result.Ordered(List.of("leaves network/A/1")));
    sales.addAll(load(world, 2));
    allApproved(world, sales);
    assertThat(known(world)).doesNotContain("A/1").hasSize(links.size() - 1);
    assertThat(world.lines(Plan.NETWORK).getFirst().isOpen()).isFalse();
    balances(world);
  }

  @Test
  void aNewLinkIsDialledAndCarriesTraffic() {
    World world = world(plan -> plan.networkSites = List.of("A"));
    List<LinkSettings> links = new ArrayList<>(links(world));
    LinkSettings more = named(links.getFirst(), "B", "new");
    world.add(more, world.networkStation);
    links.add(more);
    change(world, links, Set.of());
    within(world, 5, world::allUp);
    allApproved(world, load(world, 2));
    assertThat(
            world.status().links().stream()
                .filter(link -> link.name().equals("new"))
                .mapToInt(link -> link.health().answered())
                .sum())
        .isPositive();
    balances(world);
  }

  @Test
  void theLastLinkThatWorksStaysWhileWhatReplacesItCannotBeReached() {
    World world = world(plan -> plan.networkSites = List.of("A"));
    LinkSettings elsewhere = named(links(world).getFirst(), "C", "c1");
    world.add(elsewhere, world.networkStation);
    Line line = world.lines(Plan.NETWORK, "C").getFirst();
    world.cut(List.of(line), true);
    change(world, List.of(elsewhere), Set.of());
    List<Sale> sales = load(world, 5);
    allApproved(world, sales);
    assertThat(states(world)).contains("UP");
    world.cut(List.of(line), false);
    within(world, 15, () -> known(world).equals(List.of("C/c1")));
    allApproved(world, load(world, 1));
    balances(world);
  }

  /** Its line is given up with its connection: nobody is dialled whom the file does not name. */
  @Test
  void aLinkThatFallsBeforeItsSuccessorIsThereIsNotDialledAgain() {
    World world = world(plan -> plan.networkSites = List.of("A"));
    List<Line> old = world.lines(Plan.NETWORK);
    LinkSettings elsewhere = named(links(world).getFirst(), "C", "c1");
    world.add(elsewhere, world.networkStation);
    Line line = world.lines(Plan.NETWORK, "C").getFirst();
    world.cut(List.of(line), true);
    change(world, List.of(elsewhere), Set.of());
    world.cut(old, true);
    within(world, 5, () -> known(world).equals(List.of("C/c1")));
    world.cut(old, false);
    seconds(world, 30);
    assertThat(old).noneMatch(Line::isOpen);
    world.cut(List.of(line), false);
    within(world, 15, world::allUp);
    allApproved(world, load(world, 1));
    balances(world);
  }

  @Test
  void linksThatAreKeptInAnotherWayComeBackOneAfterTheOther() {
    World world = world();
    List<LinkSettings> links = new ArrayList<>();
    for (LinkSettings link : links(world)) {
      links.add(
          new LinkSettings(
              link.id(),
              link.dials(),
              link.signOn(),
              link.connect(),
              link.answer(),
              Duration.ofSeconds(9),
              link.backoff(),
              link.backoffCap()));
    }
    List<Sale> sales = load(world, 1);
    change(world, links, Set.of());
    assertThat(states(world)).contains("UP");
    sales.addAll(load(world, 8));
    allApproved(world, sales);
    within(world, 20, world::allUp);
    assertThat(known(world)).hasSize(links.size());
    assertThat(change(world, links, Set.of())).isEqualTo(new Result.Ordered(List.of()));
    balances(world);
  }

  @Test
  void aLinkThatMovesIsConnectedAnew() {
    World world = world();
    Line line = world.lines(Plan.NETWORK, "A").getFirst();
    var before = line.session;
    change(world, links(world), Set.of(line.id));
    within(world, 20, () -> line.session != null && line.session != before && world.allUp());
    balances(world);
  }

  @Test
  void nothingIsDoneWhereAPartIsWrong() {
    World world = world();
    var nobody =
        new Command.EndpointLinks("nobody", links(world), Set.of(), Optional.of(Sites.ALIKE));
    var less =
        new Command.EndpointLinks(
            Plan.NETWORK,
            links(world).subList(0, 1),
            Set.of(),
            Optional.of(new Sites(List.of(), Map.of())));
    int before = known(world).size();
    assertThat(world.order(new Command.ChangeLinks(List.of(less, nobody), "ann", "x")))
        .isInstanceOf(Result.Refused.class);
    assertThat(change(world, List.of(), Set.of())).isInstanceOf(Result.Refused.class);
    assertThat(known(world)).hasSize(before);
    balances(world);
  }
}

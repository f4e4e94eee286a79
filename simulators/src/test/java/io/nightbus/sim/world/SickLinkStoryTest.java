package io.nightbus.sim.world;

import static io.nightbus.sim.world.SteadyLoad.hurt;
import static io.nightbus.sim.world.SteadyLoad.line;
import static io.nightbus.sim.world.SteadyLoad.quick;
import static io.nightbus.sim.world.SteadyLoad.state;
import static io.nightbus.sim.world.SteadyLoad.view;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static io.nightbus.sim.world.Story.world;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Links that pretend to be well, and how soon they are found out: the rows of the fault catalogue
 * (reliability §3.2 and §3.3) that the simulated world can bring about, by number.
 */
class SickLinkStoryTest {
  private final SteadyLoad steady = new SteadyLoad();

  private List<Sale> load(World world, double atMost, BooleanSupplier goes) {
    return steady.load(world, atMost, goes);
  }

  private List<Sale> load(World world, double length) {
    return steady.load(world, length);
  }

  /** Suspect within a second, cut within five; at most 25 requests hurt, none afterwards. */
  private void isFoundOut(World world, Line sick, Runnable fault) {
    load(world, 2);
    fault.run();
    List<Sale> sales = load(world, 1.5, () -> state(world, sick).equals("UP"));
    assertThat(sales).hasSizeLessThan(100);
    sales.addAll(load(world, 4, sick::isOpen));
    assertThat(sick.isOpen()).isFalse();
    seconds(world, 4);
    assertThat(hurt(sales)).isLessThanOrEqualTo(25);
    List<Sale> after = load(world, 3);
    seconds(world, 4);
    assertThat(hurt(after)).isZero();
  }

  @Test
  void n7BlackHoleUnderLoad() {
    World world = quick();
    Line sick = line(world, "A");
    isFoundOut(world, sick, () -> world.wires.stall(sick, true, true));
    world.wires.stall(sick, false, false);
    balances(world);
  }

  @Test
  void n9AnswersGetLostOnTheWay() {
    World world = quick();
    Line sick = line(world, "A");
    isFoundOut(world, sick, () -> world.wires.stall(sick, false, true));
    world.wires.stall(sick, false, false);
    balances(world);
  }

  @Test
  void n10RequestsGetLostOnTheWay() {
    World world = quick();
    Line sick = line(world, "A");
    isFoundOut(world, sick, () -> world.wires.stall(sick, true, false));
    world.wires.stall(sick, false, false);
    balances(world);
  }

  /** Five messages a second get through: it is given no more, and others carry the rest. */
  @Test
  void n17ANarrowLinkGetsWhatItCarriesAndOthersTheRest() {
    World world = quick();
    Line sick = line(world, "A");
    load(world, 2);
    var session = sick.session;
    sick.occupiedNanos = Duration.ofMillis(200).toNanos();
    List<Sale> sales = load(world, 5);
    List<Sale> after = load(world, 10);
    int answered =
        world.status().links().stream()
            .filter(link -> link.site().equals("A") && link.name().equals(sick.id.name()))
            .filter(link -> link.endpoint().equals(Plan.NETWORK))
            .mapToInt(link -> link.health().answered())
            .sum();
    assertThat(answered).as("of a thousand within ten seconds").isBetween(1, 60);
    assertThat(sick.session).as("it is not cut").isSameAs(session);
    seconds(world, 4);
    assertThat(hurt(sales) + hurt(after)).isZero();
    sick.occupiedNanos = 0;
    balances(world);
  }

  /** What is lost is sent again by TCP: the link is late, by more each time, and whole. */
  @Test
  void n18ALinkThatLosesPacketsIsDoubtedAndNeverCut() {
    World world = quick();
    Line sick = line(world, "A");
    load(world, 2);
    var session = sick.session;
    sick.jitterNanos = Duration.ofMillis(1_200).toNanos();
    List<Sale> sales = load(world, 10, () -> state(world, sick).equals("UP"));
    assertThat(sales).hasSizeLessThan(1_000);
    sales.addAll(load(world, 10));
    assertThat(sick.session).isSameAs(session);
    sick.jitterNanos = 0;
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  /** It rests for five seconds after its first fall, and for twice as long after each other. */
  @Test
  void n22AFlappingLinkIsHeldBackForLongerEachTime() {
    World world = quick();
    Line sick = line(world, "A");
    var rests = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      flap(world, sick);
      load(world, 2);
      assertThat(view(world, sick).health().answered()).as("while it rests").isZero();
      rests.add(2 + rest(world, sick));
    }
    for (int i = 0; i < 4; i++) {
      assertThat(rests.get(i)).as("s, after fall " + (i + 1)).isBetween(5 << i, (5 << i) + 1);
    }
    load(world, 2);
    assertThat(view(world, sick).health().answered()).as("after its rest").isPositive();
    assertThat(world.facts(Fact.Kind.LINK_DOUBT)).isPositive();
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 5; i++) {
      world.wires.refuse(sick, true);
      sales.addAll(load(world, 1));
      world.wires.refuse(sick, false);
      sales.addAll(load(world, 1));
    }
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  /** Away for a second, then up again. */
  private static void flap(World world, Line line) {
    world.wires.refuse(line, true);
    seconds(world, 1);
    world.wires.refuse(line, false);
    within(world, 10, () -> state(world, line).equals("UP"));
  }

  /** For how many seconds from now others are preferred. */
  private static int rest(World world, Line line) {
    int rested = 0;
    while (view(world, line).health().heldBack()) {
      seconds(world, 1);
      rested++;
      assertThat(rested).isLessThan(300);
    }
    return rested;
  }

  @Test
  void n23AWholeSiteIsLost() {
    World world = quick();
    load(world, 1);
    world.cut(world.lines(Plan.NETWORK, "A"), true);
    List<Sale> sales = load(world, 3);
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    world.cut(world.lines(Plan.NETWORK, "A"), false);
    within(world, 10, world::allUp);
    balances(world);
  }

  @Test
  void n25AHalfDeadSiteThatAcceptsAllAndAnswersATenthIsEjected() {
    World world = quick();
    load(world, 2);
    List<Line> site = world.lines(Plan.NETWORK, "A");
    site.forEach(line -> line.losesAnswers = 900);
    load(world, 10, () -> site.stream().anyMatch(line -> state(world, line).equals("UP")));
    assertThat(site).noneMatch(line -> state(world, line).equals("UP"));
    load(world, 10);
    List<Sale> sales = load(world, 10);
    assertThat(site.stream().mapToInt(line -> carried(world, line)).sum())
        .as("of a thousand requests within ten seconds, probes alone")
        .isLessThanOrEqualTo(10);
    seconds(world, 4);
    assertThat(hurt(sales)).isLessThanOrEqualTo(sales.size() / 100);
    // The site is as sick as before, and some of its requests had to be reversed: that does not
    // wait for it.
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isPositive();
    within(world, 60, world::nothingOwed);
    site.forEach(line -> line.losesAnswers = 0);
    balances(world);
  }

  /** Requests that ended over this link within the last ten seconds. */
  private static int carried(World world, Line line) {
    return view(world, line).health().answered() + view(world, line).health().missed();
  }

  @Test
  void p15OneUnansweredInAHundredCutsNoLink() {
    World world = quick();
    world.lines(Plan.NETWORK).forEach(line -> line.losesAnswers = 10);
    load(world, 10);
    assertThat(world.lines(Plan.NETWORK)).allMatch(Line::isOpen);
    assertThat(world.lines(Plan.NETWORK).stream().mapToInt(it -> view(world, it).health().missed()))
        .as("told by the share of answers within ten seconds")
        .anyMatch(missed -> missed > 0);
    world.lines(Plan.NETWORK).forEach(line -> line.losesAnswers = 0);
    balances(world);
  }

  @Test
  void p19EchoIsAnsweredAndTransactionsAreNot() {
    World world = quick();
    Line sick = line(world, "A");
    load(world, 2);
    sick.losesAnswers = 1_000;
    List<Sale> sales = load(world, 5, () -> state(world, sick).equals("UP"));
    assertThat(state(world, sick)).isEqualTo("SUSPECT");
    sales.addAll(load(world, 5));
    seconds(world, 4);
    assertThat(hurt(sales)).isLessThanOrEqualTo(5);
    sick.losesAnswers = 0;
    balances(world);
  }

  @Test
  void p20AQuarterOfTheAnswersIsMissing() {
    World world = quick();
    Line sick = line(world, "A");
    load(world, 2);
    sick.losesAnswers = 250;
    load(world, 10);
    List<Sale> sales = load(world, 10);
    seconds(world, 4);
    assertThat(hurt(sales)).isLessThanOrEqualTo(sales.size() / 100);
    sick.losesAnswers = 0;
    balances(world);
  }

  @Test
  void p22EchoIsNotAnsweredAndTransactionsAre() {
    World world =
        world(plan -> {
          plan.networkSites = List.of("A");
          plan.linksPerSite = 1;
        });
    world.networkStation.muteManagement = true;
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 6; i++) {
      seconds(world, 12);
      sales.add(world.shops.buy(Cards.of(Plan.THEIRS, i), 100));
    }
    seconds(world, 1);
    assertThat(hurt(sales)).isZero();
    assertThat(line(world, "A").isOpen()).isTrue();
    assertThat(world.facts(Fact.Kind.LINK_DOUBT)).isPositive();
    world.networkStation.muteManagement = false;
    balances(world);
  }
}

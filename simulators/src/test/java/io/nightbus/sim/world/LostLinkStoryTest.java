package io.nightbus.sim.world;

import static io.nightbus.sim.world.SteadyLoad.hurt;
import static io.nightbus.sim.world.SteadyLoad.line;
import static io.nightbus.sim.world.SteadyLoad.quick;
import static io.nightbus.sim.world.SteadyLoad.state;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Links that end in the open, or only become slow: rows N4 to N6, N15 and N16 by number. */
class LostLinkStoryTest {
  private final SteadyLoad steady = new SteadyLoad();

  /** What is out on the link is in doubt within ten milliseconds; everything else is answered. */
  private void hurtsOnlyWhatWasOut(Consumer<World> ends) {
    World world = quick();
    Line sick = line(world, "A");
    world.network.thinkNanos = Duration.ofMillis(300).toNanos();
    List<Sale> before = steady.load(world, 2);
    long connection = Session.known(sick.session).number;
    int out = outstanding(world, sick);
    assertThat(out).isPositive();
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isZero();
    ends.accept(world);
    seconds(world, 0.01);
    assertThat(sick.session == null || sick.session.number != connection).isTrue();
    // One by one: each has ended, and nothing else has.
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isEqualTo(out);
    List<Sale> after = steady.load(world, 2);
    within(world, 10, () -> state(world, sick).equals("UP"));
    seconds(world, 4);
    assertThat(hurt(before)).isEqualTo(out);
    assertThat(hurt(after)).isZero();
    world.network.thinkNanos = 2_000_000;
    balances(world);
  }

  private static int outstanding(World world, Line line) {
    return world.status().links().stream()
        .filter(link -> link.endpoint().equals(line.id.endpoint()))
        .filter(link -> link.site().equals(line.id.site()) && link.name().equals(line.id.name()))
        .mapToInt(link -> link.outstanding())
        .sum();
  }

  @Test
  void n4RstAmidTraffic() {
    hurtsOnlyWhatWasOut(world -> world.wires.reset(line(world, "A")));
  }

  @Test
  void n6FinWithRequestsInFlight() {
    hurtsOnlyWhatWasOut(world -> world.wires.finish(line(world, "A"), true));
  }

  @Test
  void n5FinWhileIdle() {
    World world = quick();
    Line sick = line(world, "A");
    long connection = Session.known(sick.session).number;
    world.wires.finish(sick, false);
    seconds(world, 0.01);
    assertThat(sick.isOpen()).isFalse();
    within(world, 1, () -> sick.session != null && sick.session.number != connection);
    within(world, 1, () -> state(world, sick).equals("UP"));
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isZero();
    List<Sale> sales = steady.load(world, 1);
    seconds(world, 1);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  /** Nobody tells us: its new kernel resets with the next message that we write. */
  @Test
  void n15ThePeersMachineStartedAnewInSilence() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    seconds(world, 1);
    long connection = Session.known(sick.session).number;
    world.wires.forget(sick);
    seconds(world, 5);
    assertThat(Session.known(sick.session).number).as("nothing was written").isEqualTo(connection);
    List<Sale> sales = steady.load(world, 2);
    assertThat(sick.session == null || sick.session.number != connection).isTrue();
    seconds(world, 4);
    assertThat(hurt(sales)).as("what went there first").isBetween(1L, 2L);
    balances(world);
  }

  private static World restarted(Dialect dialect, SteadyLoad steady) {
    World world =
        Story.world(plan -> {
          plan.dialect = dialect;
          plan.answer = Duration.ofSeconds(2);
          plan.budget = Duration.ofSeconds(4);
        });
    seconds(world, 10);
    world.network.thinkNanos = Duration.ofMillis(300).toNanos();
    steady.load(world, 2);
    world.networkStation.signOnEverywhere(true);
    return world;
  }

  @Test
  void aPeerThatSignsOnAgainHasStartedAnewWhereItsDialectSaysSo() {
    String yaml = "extends: iso87-ascii\nsign-on-means-restart: true\n";
    World world = restarted(Dialect.read("iso87-ascii", yaml), steady);
    int out = world.lines(Plan.NETWORK).stream().mapToInt(it -> outstanding(world, it)).sum();
    assertThat(out).isPositive();
    seconds(world, 0.01);
    assertThat(world.lines(Plan.NETWORK)).noneMatch(Line::isOpen);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).as("all that was out").isEqualTo(out);
    world.network.thinkNanos = 2_000_000;
    within(world, 10, world::allUp);
    List<Sale> sales = steady.load(world, 2);
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  @Test
  void elsewhereAPeerMaySignOnAsOftenAsItLikes() {
    World world = restarted(new Plan().dialect, steady);
    List<Sale> sales = steady.load(world, 2);
    seconds(world, 4);
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isZero();
    assertThat(world.lines(Plan.NETWORK)).allMatch(Line::isOpen);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  /** Late by 0.3 s to 2.3 s on one of four links: it is left alone, and it stands. */
  @Test
  void n16OneLinkBecomesSlow() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 2);
    long connection = Session.known(sick.session).number;
    long delay = sick.delayNanos;
    sick.delayNanos = Duration.ofMillis(150).toNanos();
    sick.jitterNanos = Duration.ofMillis(800).toNanos();
    List<Sale> sales = steady.load(world, 10, () -> state(world, sick).equals("UP"));
    assertThat(state(world, sick)).as("within 10 s").isEqualTo("SUSPECT");
    sales.addAll(steady.load(world, 10));
    assertThat(Session.known(sick.session).number).isEqualTo(connection);
    sick.delayNanos = delay;
    sick.jitterNanos = 0;
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }
}

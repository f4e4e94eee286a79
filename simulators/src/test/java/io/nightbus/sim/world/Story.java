package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.saf.Ending;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** What the stories have in common: a world that stands, and an end at which the books balance. */
final class Story {
  static final Pan OURS = Cards.of(Plan.OURS, 1);
  static final Pan OURS_TOO = Cards.of(Plan.OURS, 2);
  static final Pan THEIRS = Cards.of(Plan.THEIRS, 1);

  private Story() {}

  static World world() {
    return world(_ -> {});
  }

  /** A world in which every link is up. */
  static World world(Consumer<Plan> set) {
    World world = dark(set);
    within(world, 20, world::allUp);
    return world;
  }

  /** A world that has just begun. */
  static World dark(Consumer<Plan> set) {
    var plan = new Plan();
    set.accept(plan);
    boolean spoken = Boolean.getBoolean("story");
    return new World(plan, System.out::println, spoken).begin();
  }

  static void within(World world, int seconds, BooleanSupplier holds) {
    assertThat(world.runUntil(holds, Duration.ofSeconds(seconds)))
        .as("within %d s", seconds)
        .isTrue();
  }

  static void seconds(World world, double seconds) {
    world.run(Duration.ofNanos((long) (seconds * 1e9)));
  }

  /** Until the kernel of this line, which takes nothing off it, has no room any more. */
  static void fill(World world, Line stalled, IntConsumer buys) {
    Session session = Objects.requireNonNull(stalled.session);
    for (int i = 0; session.toPeer.hasRoom(); i++) {
      buys.accept(i);
      seconds(world, 0.01);
    }
  }

  /** Everything is delivered and settled, and the books balance. */
  static void balances(World world) {
    within(
        world,
        600,
        () -> world.nothingOwed() && world.abroad.isSettled() && world.shops.isSettled());
    seconds(world, 30);
    new Books(world).compare();
  }

  static void hostAway(World world, boolean away) {
    world.cut(world.lines(Plan.ISSUER), away);
  }

  static void networkAway(World world, boolean away) {
    world.cut(world.lines(Plan.NETWORK), away);
  }

  static List<Tables.Owed> owed(World world, String endpoint) {
    return world.book.tables().obligations.values().stream()
        .filter(owed -> owed.obligation.endpoint().equals(endpoint))
        .toList();
  }

  static long ended(World world, Ending ending) {
    return world.book.tables().obligations.values().stream()
        .filter(owed -> owed.ending == ending)
        .count();
  }

  static Set<String> states(World world) {
    var states = new java.util.TreeSet<String>();
    world.book.tables().charges.values().forEach(fare -> states.add(fare.charge.state().name()));
    return states;
  }
}

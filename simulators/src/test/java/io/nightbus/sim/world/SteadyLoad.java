package io.nightbus.sim.world;

import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.world;

import io.nightbus.core.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A hundred purchases a second at the card network, each with a card of its own. */
final class SteadyLoad {
  private int cards;

  /** A world in which a request waits two seconds at one link, and four in all. */
  static World quick() {
    return world(plan -> {
      plan.answer = Duration.ofSeconds(2);
      plan.budget = Duration.ofSeconds(4);
    });
  }

  /** For as long as {@code goes} holds, but not longer than so many seconds. */
  List<Sale> load(World world, double atMost, BooleanSupplier goes) {
    var sales = new ArrayList<Sale>();
    for (int i = 0; i < 100 * atMost && goes.getAsBoolean(); i++) {
      sales.add(buy(world));
      seconds(world, 0.01);
    }
    return sales;
  }

  List<Sale> load(World world, double length) {
    return load(world, length, () -> true);
  }

  Sale buy(World world) {
    return world.shops.buy(Cards.of(Plan.THEIRS, cards++), 100);
  }

  static long hurt(List<Sale> sales) {
    return sales.stream().filter(sale -> sale.state != Sale.State.APPROVED).count();
  }

  static Line line(World world, String site) {
    return world.lines(Plan.NETWORK, site).getFirst();
  }

  static String state(World world, Line line) {
    return view(world, line).state();
  }

  static Status.LinkView view(World world, Line line) {
    return world.status().links().stream()
        .filter(link -> link.name().equals(line.id.name()) && link.site().equals(line.id.site()))
        .filter(link -> link.endpoint().equals(line.id.endpoint()))
        .findFirst()
        .orElseThrow();
  }
}

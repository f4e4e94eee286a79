package io.nightbus.sim.world;

import io.nightbus.core.Fact;
import io.nightbus.core.Status;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.transit.ChargeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One run of a scenario: safety under faults; then everything is healed and has to converge; then
 * live requests have to be served again, and the books have to balance.
 */
final class Run {
  private static final Duration BEGINS = Duration.ofSeconds(15);
  private static final Duration CONVERGES = Duration.ofMinutes(20);

  private final Scenario scenario;
  private final World world;
  private final Traffic traffic;
  private final Faults faults;

  private Run(Scenario scenario, Plan plan, Consumer<String> lines, boolean spoken) {
    this.scenario = scenario;
    this.world = new World(plan, lines, spoken);
    this.traffic = new Traffic(world, scenario.load());
    this.faults = new Faults(world);
    world.truth.isTold = true;
  }

  static Outcome of(Scenario scenario) {
    return of(scenario, Optional.empty());
  }

  /** The same with a mistake in the gateway, where one is given. */
  static Outcome of(Scenario scenario, Optional<Planted> mistake) {
    return new Run(scenario, plan(scenario, mistake), _ -> {}, false).run();
  }

  /** The same, telling every step. */
  static Outcome told(Scenario scenario, Optional<Planted> mistake, Consumer<String> lines) {
    return new Run(scenario, plan(scenario, mistake), lines, true).run();
  }

  private static Plan plan(Scenario scenario, Optional<Planted> mistake) {
    Plan plan = scenario.plan();
    plan.planted = mistake.map(Planting::new);
    return plan;
  }

  private Outcome run() {
    Optional<Violation> violation = Optional.empty();
    try {
      world.begin();
      world.run(BEGINS);
      traffic.begin();
      scenario.faults().forEach(faults::plan);
      look();
      world.run(scenario.safety());
      traffic.stop();
      faults.heal();
      converge();
      settle();
      serve();
      finish();
    } catch (Violation found) {
      violation = Optional.of(found);
    } catch (RuntimeException bug) {
      violation = Optional.of(new Violation(Invariant.SOUND, "the world threw " + bug, bug));
    }
    return new Outcome(
        scenario,
        world.trace.hash(),
        violation,
        world.agenda.elapsed(),
        world.agenda.steps(),
        world.faultsSeen,
        world.crashes,
        world.abroad.journal().size() + world.shops.journal().size(),
        world.book.tables().charges.size(),
        world.checks.made(),
        world.coverage.reached());
  }

  private void look() {
    world.compareCharges();
    world.bounded();
    world.agenda.in(Duration.ofSeconds(1), this::look);
  }

  // --- convergence

  private void converge() {
    world.run(Duration.ofSeconds(70));
    faults.heal();
    trickle("links come up", world::allUp);
    alive("files are taken", traffic::isThrough);
    alive("originators are settled", () -> world.abroad.isSettled() && world.shops.isSettled());
    trickle("what is owed is delivered", world::nothingOwed);
    trickle("charges come to an end", this::chargesEnded);
  }

  private boolean chargesEnded() {
    return world.book.tables().unfinished.values().stream()
        .allMatch(fare -> fare.charge.state() == ChargeState.REVERSING && isParked(fare));
  }

  private boolean isParked(Tables.Fare fare) {
    return world.book.tables().obligations.values().stream()
        .anyMatch(
            owed -> owed.obligation.charge() == fare.charge.id() && owed.ending == Ending.PARKED);
  }

  private void alive(String what, BooleanSupplier holds) {
    world.checks.that(world.runUntilSeen(holds, CONVERGES), Invariant.LIVENESS, () -> notSo(what));
  }

  private String notSo(String what) {
    var rest = new StringBuilder("not so within " + CONVERGES + " after everything was healed: ");
    rest.append(what);
    world.book.tables().undelivered.values().stream()
        .limit(3)
        .forEach(owed -> rest.append("; owed: ").append(owed.obligation));
    world.book.tables().unfinished.values().stream()
        .limit(3)
        .forEach(fare -> rest.append("; charge: ").append(fare.charge));
    if (world.node.isRunning()) {
      world.status().links().stream()
          .filter(link -> !link.state().equals("UP"))
          .forEach(link -> rest.append("; ").append(link));
    }
    for (Originator originator : List.of(world.abroad, world.shops)) {
      originator.journal().stream()
          .filter(sale -> !sale.isSettled())
          .limit(3)
          .forEach(
              sale -> rest.append("; sale ").append(sale.reference).append(' ').append(sale.state));
    }
    return rest.toString();
  }

  /** The same, with a purchase now and then: breakers close by trying. */
  private void trickle(String what, BooleanSupplier holds) {
    long until = world.agenda.now() + CONVERGES.toNanos();
    while (!holds.getAsBoolean()) {
      world.checks.that(world.agenda.now() < until, Invariant.LIVENESS, () -> notSo(what));
      world.shops.buy(Cards.of(Plan.THEIRS, 900), 100);
      world.abroad.buy(Cards.of(Plan.OURS, 900), 100);
      world.run(Duration.ofSeconds(5));
    }
  }

  /** A person settles what the gateway holds; the next process finds it so. */
  private void settle() {
    faults.settle();
    world.run(Duration.ofSeconds(5));
    world.compareCharges();
    if (!world.settled.isEmpty()) {
      world.restart();
      trickle("links come up", world::allUp);
      traffic.sendAgain();
      alive("files are taken", traffic::isThrough);
    }
  }

  // --- as if nothing had been

  private void serve() {
    for (int i = 0; i < 12; i++) {
      world.shops.buy(Cards.of(Plan.ALSO_THEIRS, 910 + i), 100);
      world.shops.buy(Cards.of(Plan.THEIRS, 910 + i), 100);
      world.abroad.buy(Cards.of(Plan.OURS, 910 + i), 100);
      world.run(Duration.ofSeconds(3));
    }
    long stoodIn = world.facts(Fact.Kind.STANDIN_DECIDED);
    for (int i = 0; i < 8; i++) {
      Sale home = world.shops.buy(Cards.of(Plan.THEIRS, 950 + i), 100);
      Sale alsoHome = world.shops.buy(Cards.of(Plan.ALSO_THEIRS, 950 + i), 100);
      Sale away = world.abroad.buy(Cards.of(Plan.OURS, 950 + i), 100);
      world.run(Duration.ofSeconds(1));
      for (Sale sale : List.of(home, alsoHome, away)) {
        world.checks.that(
            sale.state == Sale.State.APPROVED,
            Invariant.AVAILABILITY,
            () -> "all is healed, and sale " + sale.reference + " is " + sale.state);
      }
    }
    world.checks.that(
        world.facts(Fact.Kind.STANDIN_DECIDED) == stoodIn,
        Invariant.AVAILABILITY,
        () -> "all is healed, and stand-in decides");
    for (Status.EndpointView view : world.status().endpoints()) {
      world.checks.that(
          view.breaker().equals("CLOSED"),
          Invariant.LIVENESS,
          () -> "all is healed, and the breaker of " + view.name() + " is " + view.breaker());
    }
  }

  private void finish() {
    alive("originators are settled", () -> world.abroad.isSettled() && world.shops.isSettled());
    alive("what is owed is delivered", world::nothingOwed);
    world.run(Duration.ofSeconds(5));
    new Books(world).compare();
    if (scenario.isQuiet()) {
      new Quiet(world).check();
    }
  }
}

package io.nightbus.sim.world;

import io.nightbus.core.Command;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.Sites;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A person at the gateway's controls: drains and reloads links, forces stand-in, pauses charges,
 * tries again what was held or parked, and takes it all back. Whoever gives an order to a process
 * that is down or stands still finds out, and does not look again; but for what takes traffic away,
 * which is taken back as soon as somebody hears it.
 */
final class Operator {
  private static final long NUMBER = -3;
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration MOMENT = Duration.ofSeconds(5);
  private static final String NAME = "ann";
  private static final String WHY = "drill";

  private final World world;

  Operator(World world) {
    this.world = world;
  }

  private void orders(Command what) {
    if (isHeard()) {
      world.node.command(NUMBER, what);
    }
  }

  private boolean isHeard() {
    return world.node.isRunning() && !world.node.isPaused();
  }

  Runnable drains(Line line, long until) {
    LinkScope scope = scope(line);
    world.lines(line.id.endpoint()).forEach(it -> world.truth.trouble(it, until));
    orders(new Command.DrainLinks(scope, NAME, WHY));
    return () ->
        takesBack(line.id.endpoint(), () -> orders(new Command.RestoreLinks(scope, NAME, WHY)));
  }

  /** Until it is heard the links are not as they should be. */
  private void takesBack(String endpoint, Runnable order) {
    world.lines(endpoint).forEach(line -> world.truth.trouble(line, world.agenda.now()));
    if (isHeard()) {
      order.run();
    } else {
      world.agenda.in(AGAIN, () -> takesBack(endpoint, order));
    }
  }

  private static LinkScope scope(Line line) {
    return new LinkScope(line.id.endpoint(), line.id.site(), line.id.name());
  }

  /** The file names one link less, or the same links, one of them at another address. */
  Runnable reloads(Line line, long until) {
    String endpoint = line.id.endpoint();
    world.lines(endpoint).forEach(it -> world.truth.trouble(it, until));
    List<LinkSettings> all = configured(endpoint);
    List<LinkSettings> fewer = all.stream().filter(it -> !it.id().equals(line.id)).toList();
    boolean moves = fewer.isEmpty() || world.agenda.now() % 2 == 0;
    change(endpoint, moves ? all : fewer, moves ? Set.of(line) : Set.of());
    return () -> takesBack(endpoint, () -> change(endpoint, all, Set.of()));
  }

  private List<LinkSettings> configured(String endpoint) {
    return world.plan.settings().endpoint(endpoint).links();
  }

  private void change(String endpoint, List<LinkSettings> links, Set<Line> moved) {
    Set<LinkId> ids = moved.stream().map(line -> line.id).collect(Collectors.toSet());
    if (isHeard()) {
      world.wires.name(endpoint, links.stream().map(LinkSettings::id).toList());
    }
    orders(
        new Command.ChangeLinks(
            List.of(new Command.EndpointLinks(endpoint, links, ids, Optional.of(Sites.ALIKE))),
            NAME,
            WHY));
  }

  Runnable forces(int percent, long until) {
    world.truth.trouble(world.issuer, until);
    Duration length = Duration.ofNanos(until - world.agenda.now());
    orders(new Command.ForceStandIn(Plan.ISSUER, "", percent, length, NAME, WHY));
    return this::releases;
  }

  private void releases() {
    List.copyOf(world.book.tables().forcings.keySet())
        .forEach(id -> orders(new Command.ReleaseStandIn(id, NAME, WHY)));
  }

  /** Lets so many charges a second go, or none; every other time it is over before it is lifted. */
  Runnable pauses(int most) {
    Duration length = world.agenda.now() % 2 == 0 ? MOMENT : Action.Place.USUAL;
    orders(order(new Action.Place(Hold.Scope.EVERYTHING, "", most, length)));
    return this::resumes;
  }

  private void resumes() {
    orders(order(new Action.Lift(Hold.Scope.EVERYTHING, "")));
  }

  private static Command order(Action action) {
    return new Command.ChargeOrder(action, NAME, WHY, false);
  }

  /** Of every file. */
  Runnable retriesHeld() {
    List.copyOf(world.book.tables().batches.keySet())
        .forEach(batch -> orders(order(new Action.Retry(batch, "", ""))));
    return () -> {};
  }

  /** Of one file what was never sent. */
  Runnable cancels(int which) {
    List<String> batches = List.copyOf(world.book.tables().batches.keySet());
    if (!batches.isEmpty()) {
      orders(order(new Action.Cancel(batches.get(which % batches.size()), "", "")));
    }
    return () -> {};
  }

  Runnable retriesParked() {
    world.book.tables().obligations.values().stream()
        .filter(owed -> owed.ending == Ending.PARKED)
        .map(owed -> owed.obligation.id())
        .limit(3)
        .toList()
        .forEach(id -> orders(new Command.RetryParked(id, NAME, WHY)));
    return () -> {};
  }

  /**
   * The settlement file has come, and nothing is on its way any more: of every second charge that
   * is held it says what became of it, and of every second parked advice or reversal that the peer
   * knows.
   */
  void settles() {
    int number = 0;
    for (Tables.Fare fare : List.copyOf(world.book.tables().charges.values())) {
      if (fare.charge.state() == ChargeState.HELD && number++ % 2 == 0) {
        boolean stands = world.network.charged(fare.charge.id());
        world.settled.put(fare.charge.id(), stands);
        orders(order(new Action.Settle("", fare.charge.chargeId(), "", stands)));
      }
    }
    for (Tables.Owed owed : List.copyOf(world.book.tables().obligations.values())) {
      if (owed.ending == Ending.PARKED && number++ % 2 == 0) {
        orders(new Command.SettleParked(owed.obligation.id(), NAME, WHY));
      }
    }
  }

  void takesAllBack() {
    for (String endpoint : List.of(Plan.NETWORK, Plan.ISSUER, Plan.ACQUIRER)) {
      orders(new Command.RestoreLinks(new LinkScope(endpoint, "", ""), NAME, WHY));
      change(endpoint, configured(endpoint), Set.of());
    }
    releases();
    resumes();
  }
}

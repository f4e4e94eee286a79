package io.nightbus.sim.world;

import io.nightbus.core.Command;
import io.nightbus.core.Core;
import io.nightbus.core.Fact;
import io.nightbus.core.Moment;
import io.nightbus.core.Recovered;
import io.nightbus.core.Result;
import io.nightbus.core.Settings;
import io.nightbus.core.Status;
import io.nightbus.core.Switchboard;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The gateway and everything around it, under virtual time: the real core in a process that can
 * die, its book, the wires, the card network, the issuer's host, an acquirer and a transit
 * operator.
 */
final class World {
  /** When every world begins, by the wall clock. */
  static final Instant BEGAN = Instant.parse("2026-11-23T08:00:00Z");

  /** Commands of the world's own; those of the transit operator count up from one. */
  private static final long SHOW = -1;

  private static final long ORDER = -2;

  final Plan plan;
  final Agenda agenda;

  /** Of the gateway's machine. */
  final Clock clock;

  final Checks checks = new Checks();
  final Trace trace;
  final Witness witness;
  final ChargeWatch chargeWatch;
  final Coverage coverage;
  final SimBook book;
  final Wires wires;
  final Node node;
  final Station networkStation;
  final Station issuerStation;
  final Station acquirerStation;
  final Host network;
  final Host issuer;

  /** Cardholders abroad: purchases that the network sends to our issuer. */
  final Originator abroad;

  /** An acquirer's shops: purchases that go to the network. */
  final Originator shops;

  final Transit transit;
  final Truth truth;
  private final Watch watch;
  private final SplittableRandom chance;
  private final Map<Fact.Kind, Long> facts = new EnumMap<>(Fact.Kind.class);
  private @Nullable Status status;
  private int writesToCrash;

  /** What a person found out of charges by hand: whether the money is authorised. */
  final Map<Long, Boolean> settled = new LinkedHashMap<>();

  /** Faults that have begun. */
  final Map<Fault.Kind, Long> faultsSeen = new EnumMap<>(Fault.Kind.class);

  /** Times the process died. */
  int crashes;

  private @Nullable Result ordered;

  World(Plan plan) {
    this(plan, _ -> {}, false);
  }

  World(Plan plan, Consumer<String> lines, boolean spoken) {
    this.plan = plan;
    this.chance = new SplittableRandom(plan.seed);
    this.agenda = new Agenda(chance.split(), chance.nextLong(-1L << 40, 1L << 40), BEGAN);
    this.clock = new Clock(agenda);
    this.trace = spoken ? new Trace(agenda, lines) : new Trace(agenda);
    this.truth = new Truth(agenda);
    this.book = new SimBook(agenda, chance.split(), trace);
    this.book.commitNanos = plan.commitNanos;
    plan.planted.ifPresent(it -> it.into(book));
    Tables tables = book.tables();
    this.witness = new Witness(checks, tables, plan.journal);
    this.coverage = new Coverage(tables);
    this.chargeWatch = new ChargeWatch(checks, plan.transit.attempts(), tables);
    this.watch =
        new Watch.All(
            List.of(
                witness,
                chargeWatch,
                new LaneWatch(checks, tables),
                new DecisionWatch(checks, tables, plan),
                new PaceWatch(checks, agenda),
                new ClockWatch(checks, tables),
                new PromiseWatch(checks, agenda, clock, plan),
                new OwnerWatch(checks),
                coverage,
                new ServiceWatch(this)));
    book.watch(watch);
    Settings settings = plan.settings();
    var jitter = chance.split();
    this.node =
        new Node(
            agenda,
            clock,
            trace,
            recovered -> core(settings, recovered, jitter.split()),
            this::handing);
    this.wires = new Wires(agenda, chance.split(), trace, node, watch);
    this.networkStation = station(settings.endpoint(Plan.NETWORK), false);
    this.issuerStation = station(settings.endpoint(Plan.ISSUER), false);
    this.acquirerStation = station(settings.endpoint(Plan.ACQUIRER), true);
    this.network = host(networkStation, settings.endpoint(Plan.NETWORK));
    this.issuer = host(issuerStation, settings.endpoint(Plan.ISSUER));
    this.abroad =
        new Originator(
            networkStation, agenda, checks, "N", it -> witness.disowned(Plan.NETWORK, it));
    this.shops =
        new Originator(
            acquirerStation, agenda, checks, "Q", it -> witness.disowned(Plan.ACQUIRER, it));
    for (Originator originator : List.of(abroad, shops)) {
      originator.patience = plan.patience;
      originator.repeatsAfter = plan.repeatsAfter;
    }
    this.transit = new Transit(agenda, node::command, plan.deadline);
    transit.offeredAgain = coverage::offered;
    node.connect(wires, book, this::replied, this::noted);
    node.whenBookFails(this::crash);
  }

  private Core core(Settings settings, Recovered recovered, SplittableRandom jitter) {
    Settings told = plan.planted.map(it -> it.into(settings)).orElse(settings);
    Recovered known = plan.planted.map(it -> it.into(recovered)).orElse(recovered);
    var moment = new Moment(clock.wall(), clock.nanos());
    Core core = new Switchboard(told, known, Cards::token, jitter, moment);
    Dialect dialect = settings.endpoint(Plan.NETWORK).dialect();
    return plan.planted.map(it -> it.into(core, dialect)).orElse(core);
  }

  /** No link has more out than it may. */
  void bounded() {
    if (node.isRunning() && !node.isPaused()) {
      for (Status.LinkView link : status().links()) {
        checks.that(
            link.outstanding() <= plan.linkWindow,
            Invariant.BOUNDED,
            () -> link + " may have " + plan.linkWindow + " out");
      }
    }
  }

  private Station station(Settings.Endpoint endpoint, boolean signsOn) {
    var station = new Station(endpoint.name(), endpoint.dialect(), agenda, signsOn, checks);
    station.use(wires);
    for (LinkSettings link : endpoint.links()) {
      add(link, station);
    }
    return station;
  }

  /** One line more; the gateway does not know of it yet. */
  void add(LinkSettings link, Station station) {
    var line = new Line(link, station, plan.delayNanos, plan.jitterNanos);
    if (link.id().site().equals(Plan.NOWHERE)) {
      wires.announce(line, chance.nextBoolean());
    } else {
      wires.add(line);
    }
  }

  private Host host(Station station, Settings.Endpoint endpoint) {
    var host = new Host(station, agenda, chance.split(), trace);
    host.removesDuplicates = endpoint.guarantees().duplicates();
    host.tombstone = endpoint.guarantees().tombstone();
    host.says94 = plan.says94;
    station.serve(host);
    return host;
  }

  private void replied(long command, Result result) {
    if (result instanceof Result.Showing(var shown)) {
      status = shown;
    } else if (command == ORDER) {
      ordered = result;
    } else {
      transit.replied(command, result);
    }
  }

  /** A fault begins. */
  void befalls(Fault.Kind what) {
    faultsSeen.merge(what, 1L, Long::sum);
    watch.befalls(what);
  }

  private void noted(Fact fact) {
    facts.merge(fact.kind(), 1L, Long::sum);
    watch.noted(fact);
    if (trace.isSpoken()) {
      trace.line("          " + fact.kind() + " " + fact.endpoint() + " " + fact.detail());
    }
  }

  /** How often the core told this so far, over all its lives. */
  long facts(Fact.Kind kind) {
    return facts.getOrDefault(kind, 0L);
  }

  // --- time passes

  World begin() {
    node.start();
    return this;
  }

  void run(Duration time) {
    long until = agenda.now() + time.toNanos();
    while (agenda.step(until)) {
      // the world turns
    }
  }

  /** Until it holds; false where it does not within the time. */
  boolean runUntil(BooleanSupplier holds, Duration atMost) {
    long until = agenda.now() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (!agenda.step(until)) {
        return holds.getAsBoolean();
      }
    }
    return true;
  }

  /** The same, looking twice a second: for what is costly to look at. */
  boolean runUntilSeen(BooleanSupplier holds, Duration atMost) {
    long until = agenda.now() + atMost.toNanos();
    while (!holds.getAsBoolean()) {
      if (agenda.now() >= until) {
        return false;
      }
      run(Duration.ofMillis(500));
    }
    return true;
  }

  // --- to do and to look at

  void crash() {
    if (node.isRunning()) {
      crashes++;
      node.die();
      book.crash();
      watch.died();
    }
  }

  /** At the {@code count}th message that is about to be handed to a socket; 0 = not at all. */
  void crashAtWrite(int count) {
    writesToCrash = count;
  }

  private void handing(LinkId link, Message message) {
    if (writesToCrash > 0 && --writesToCrash == 0) {
      crash();
      return;
    }
    watch.handing(link, message);
  }

  /** Starts the gateway again where it is down. */
  void revive() {
    if (node.isRunning()) {
      node.resume();
    } else {
      node.start();
    }
  }

  void restart() {
    crash();
    run(Duration.ofMillis(500));
    node.start();
  }

  List<Line> lines(String endpoint) {
    return wires.lines().stream().filter(line -> line.id.endpoint().equals(endpoint)).toList();
  }

  List<Line> lines(String endpoint, String site) {
    return lines(endpoint).stream().filter(line -> line.id.site().equals(site)).toList();
  }

  /** Nobody listens there any more, and what stands is reset; or everything listens again. */
  void cut(List<Line> lines, boolean on) {
    lines.forEach(line -> wires.refuse(line, on));
  }

  void blackHole(List<Line> lines, boolean on) {
    lines.forEach(line -> wires.stall(line, on, on));
  }

  Status status() {
    status = null;
    node.command(SHOW, new Command.ShowStatus());
    Status shown = status;
    if (shown == null) {
      throw new Violation(Invariant.SOUND, "the core does not show its status");
    }
    return shown;
  }

  /** What an operator orders, and what came of it once that is durable. */
  Result order(Command what) {
    ordered = null;
    node.command(ORDER, what);
    runUntil(() -> ordered != null, Duration.ofSeconds(5));
    Result result = ordered;
    if (result == null) {
      throw new Violation(Invariant.SOUND, "the core does not answer " + what);
    }
    return result;
  }

  /** Where nothing is under way, the gateway counts its charges as the book does. */
  void compareCharges() {
    if (node.isIdle() && book.isIdle()) {
      chargeWatch.compare(status().charges());
    }
  }

  Status.EndpointView view(String endpoint) {
    return status().endpoints().stream()
        .filter(view -> view.name().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  /** Every link is up whose address can be reached at all. */
  boolean allUp() {
    return node.isRunning()
        && status().links().stream()
            .allMatch(link -> link.state().equals("UP") || link.site().equals(Plan.NOWHERE));
  }

  /** Nothing is owed any more. */
  boolean nothingOwed() {
    return book.tables().undelivered.isEmpty();
  }
}

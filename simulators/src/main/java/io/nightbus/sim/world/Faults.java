package io.nightbus.sim.world;

import io.nightbus.core.Command;
import io.nightbus.core.transit.Charge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Lets faults happen in a world, and takes them back. */
final class Faults {
  /** Parts in a million by which a clock runs too fast or too slow at most. */
  static final int DRIFT = 500;

  private static final long STOP = -2;
  private final World world;
  private final Operator operator;
  private int clashes;

  /** The gateway has been told to stop, and has not been started again. */
  private boolean stopping;

  Faults(World world) {
    this.world = world;
    this.operator = new Operator(world);
    keepsItsWord(world.network);
    keepsItsWord(world.issuer);
  }

  /**
   * A peer that promises no tombstone acts on what it has within the gateway's quarantine, or
   * never: on that bound the second reversal relies (reliability §2.3).
   */
  private void keepsItsWord(Host host) {
    if (!host.tombstone.isPositive()) {
      host.holdsUpNanos = 2 * world.plan.answer.toNanos() - 500_000_000L;
    }
  }

  void plan(Fault fault) {
    world.agenda.in(fault.at(), () -> begin(fault));
  }

  private void begin(Fault fault) {
    world.trace.event("fault " + fault.kind());
    world.befalls(fault.kind());
    long until = world.agenda.now() + fault.lasts().toNanos();
    Runnable end = befall(fault, until);
    world.agenda.at(
        until,
        () -> {
          world.trace.event("end of " + fault.kind());
          end.run();
        });
  }

  /** Makes it happen, and gives what ends it. */
  private Runnable befall(Fault fault, long until) {
    int size = fault.size();
    return switch (fault.kind()) {
      case RESET_LINK -> once(line(fault), world.wires::reset);
      case GARBAGE -> once(line(fault), world.wires::garbage);
      case CUT_LINK -> cut(List.of(line(fault)), until);
      case CUT_SITE -> cut(site(fault), until);
      case CUT_ENDPOINT -> cut(hostLines(fault), until);
      case CUT_ORIGINATOR -> cut(world.lines(Plan.ACQUIRER), until);
      case STALL_OUT -> stall(List.of(line(fault)), true, false, until);
      case STALL_IN -> stall(List.of(line(fault)), false, true, until);
      case BLACK_HOLE_LINK -> stall(List.of(line(fault)), true, true, until);
      case BLACK_HOLE_SITE -> stall(site(fault), true, true, until);
      case SLOW_LINK -> slow(line(fault), Duration.ofMillis(size % 3_000), until);
      case HOST_SILENT -> host(fault, until, host -> host.silent = true);
      case HOST_LOSES_ANSWERS -> host(fault, until, host -> host.losesAnswers = size % 1_001);
      case HOST_SICK -> host(fault, until, host -> host.sick = true);
      case POSTS_AND_SAYS_96 -> host(fault, until, host -> host.postsAndSays96 = size % 1_001);
      case SLOW_HOST -> host(fault, until, host -> host.thinkNanos = size % 12_000 * 1_000_000L);
      case LOITERING -> host(fault, until, host -> host.loitersNanos = loitering(size));
      case ANSWERS_TWICE -> host(fault, until, host -> host.answersTwice = size % 1_001);
      case MISPAIRED_ANSWERS -> host(fault, until, host -> host.mispairs = size % 1_001);
      case RANGE_OUT -> rangeOut(fault, until);
      case MALFORMED -> host(fault, until, host -> refuseCards(host, size % 50));
      case SIGN_OFF -> signOff(fault, until);
      case REFUSED_SIGN_ON -> session(fault, until, station -> station.refusesSignOn = true);
      case MUTE_MANAGEMENT -> session(fault, until, station -> station.muteManagement = true);
      case CRASH -> gateway(until, world::crash);
      case CRASH_AT_WRITE -> gateway(until, () -> world.crashAtWrite(1 + size % 50));
      case CRASH_IN_COMMIT ->
          gateway(until, () -> world.book.crashAtCommit(1 + size % 30, world::crash));
      case STOP -> stop(until);
      case PAUSE -> gateway(until, world.node::pause);
      case BOOK_SLOW -> gateway(until, () -> world.book.commitNanos = size % 2_000 * 1_000_000L);
      case BOOK_HANGS -> gateway(until, () -> world.book.hangs = true);
      case BOOK_FAILS -> gateway(until, () -> world.book.failsNext = true);
      case WALL_STEP ->
          gateway(until, () -> world.clock.step(Duration.ofSeconds(size % 7_200 - 3_600)));
      case CLOSES_LINK -> once(line(fault), line -> world.wires.finish(line, false));
      case CLOSES_AND_READS_ON -> once(line(fault), line -> world.wires.finish(line, true));
      case HALF_OPEN -> forgotten(line(fault));
      case SPLITS_FRAMES -> lines(site(fault), until, line -> line.splits = 1 + size % 1_000);
      case NARROW_WINDOW -> lines(site(fault), until, line -> line.window = narrow(size));
      case CLOCK_DRIFT -> gateway(until, () -> world.clock.drift(parts(size), parts(size / 1_000)));
      case SLEEP -> sleep(until);
      case BOOK_FULL -> gateway(until, () -> world.book.hasRoom(false));
      case LINKS_DRAINED -> operator.drains(line(fault), until);
      case LINKS_RELOADED -> operator.reloads(line(fault), until);
      case STANDIN_FORCED -> operator.forces(1 + size % 100, until);
      case CHARGES_PAUSED -> operator.pauses(size % 6);
      case HELD_RETRIED -> operator.retriesHeld();
      case PARKED_RETRIED -> operator.retriesParked();
      case CHARGES_CANCELLED -> operator.cancels(size);
      case ALL_ASKED_AGAIN -> asked(size);
      case FILE_CLASHES -> clashes(size);
      case SITES_APART -> host(fault, until, host -> apart(host, site(fault), size));
    };
  }

  // --- whom it befalls

  private Line line(Fault fault) {
    List<Line> lines = world.wires.lines();
    return lines.get(fault.where() % lines.size());
  }

  private List<Line> site(Fault fault) {
    Line one = line(fault);
    return world.lines(one.id.endpoint(), one.id.site());
  }

  private List<Line> hostLines(Fault fault) {
    return world.lines(fault.where() % 2 == 0 ? Plan.NETWORK : Plan.ISSUER);
  }

  // --- lines

  private Runnable once(Line line, Consumer<Line> what) {
    world.truth.trouble(line, world.agenda.now());
    what.accept(line);
    return Faults::nothing;
  }

  private static void nothing() {
    // It is over as soon as it has happened.
  }

  /** Nobody hears of it before the next echo, and its answer. */
  private Runnable forgotten(Line line) {
    world.truth.trouble(line, world.agenda.now() + 3 * world.plan.echo.toNanos());
    world.wires.forget(line);
    return Faults::nothing;
  }

  /** What TCP may do at any time: no trouble at all, for whoever reads a stream as a stream. */
  private Runnable lines(List<Line> lines, long until, Consumer<Line> what) {
    lines.forEach(line -> world.truth.trouble(line, until));
    lines.forEach(what);
    return () -> lines.forEach(this::streams);
  }

  /** Bytes: nothing at all, or from a few up to some frames. */
  private static int narrow(int size) {
    return size % 8 == 0 ? 0 : 20 + size / 8 % 1_000;
  }

  private void streams(Line line) {
    line.splits = 0;
    line.window = Pipe.WINDOW;
    world.wires.flow(line);
  }

  private Runnable cut(List<Line> lines, long until) {
    lines.forEach(line -> world.truth.trouble(line, until));
    world.cut(lines, true);
    return () -> world.cut(lines, false);
  }

  private Runnable stall(List<Line> lines, boolean out, boolean in, long until) {
    lines.forEach(line -> world.truth.trouble(line, until));
    lines.forEach(line -> world.wires.stall(line, out, in));
    return () -> lines.forEach(line -> world.wires.stall(line, false, false));
  }

  private Runnable slow(Line line, Duration by, long until) {
    world.truth.trouble(line, until);
    line.delayNanos += by.toNanos();
    return () -> line.delayNanos = world.plan.delayNanos;
  }

  // --- hosts and their sessions

  private Runnable host(Fault fault, long until, Consumer<Host> what) {
    Host host = fault.where() % 2 == 0 ? world.network : world.issuer;
    world.truth.trouble(host, until);
    what.accept(host);
    return host::recover;
  }

  private static long loitering(int size) {
    return size % 9_000 * 1_000_000L;
  }

  /** All of our issuer's cards are one range: where that is out, the host is. */
  private Runnable rangeOut(Fault fault, long until) {
    if (fault.where() % 2 != 0) {
      return host(fault, until, host -> host.rangesOut.add(range(host)));
    }
    world.truth.troubleBehind(world.network, until);
    world.network.rangesOut.add(range(world.network));
    world.network.standsInForIssuers |= fault.size() % 4 == 1;
    return world.network::recover;
  }

  private String range(Host host) {
    return host.equals(world.network) ? Plan.ALSO_THEIRS : Plan.OURS;
  }

  private void refuseCards(Host host, int from) {
    String range = host.equals(world.network) ? Plan.THEIRS : Plan.OURS;
    for (int i = 0; i < 5; i++) {
      host.malformed.add(Cards.of(range, from + i).digits());
    }
  }

  /**
   * A site takes longer than the others to bring what it is sent into the ledger that they share:
   * what was sent over one overtakes what was sent over another. Not by more than the peer's
   * promise allows.
   */
  private void apart(Host host, List<Line> site, int size) {
    host.siteDelays.put(site.getFirst().id.site(), loitering(size));
  }

  private Station station(Fault fault) {
    return fault.where() % 2 == 0 ? world.networkStation : world.issuerStation;
  }

  private Runnable session(Fault fault, long until, Consumer<Station> what) {
    hostLines(fault).forEach(line -> world.truth.trouble(line, until));
    what.accept(station(fault));
    return () -> {
      station(fault).refusesSignOn = false;
      station(fault).muteManagement = false;
    };
  }

  private Runnable signOff(Fault fault, long until) {
    session(fault, until, station -> station.signOnEverywhere(false));
    return () -> station(fault).signOnEverywhere(true);
  }

  // --- who asks again

  /** Every originator that waits repeats itself, some more than once. */
  private Runnable asked(int size) {
    for (Originator originator : List.of(world.abroad, world.shops)) {
      for (Sale sale : originator.journal()) {
        for (int i = 0; i <= size % 2 && sale.state == Sale.State.WAITING; i++) {
          originator.again(sale, true);
        }
      }
    }
    return Faults::nothing;
  }

  /** Another file names charges that are known, half of them with another amount. */
  private Runnable clashes(int size) {
    var charges = new ArrayList<Charge>();
    for (Charge known : world.transit.acknowledged().values()) {
      if (charges.size() < 1 + size % 40) {
        long other = charges.size() % 2 == 0 ? 0 : 1 + size % 500;
        charges.add(Transit.charge(known.chargeId(), known.pan(), known.amount() + other));
      }
    }
    String id = "clash" + clashes++;
    if (!charges.isEmpty()) {
      world.transit.submit(new Transit.Fares(id, charges, true, id));
    }
    return Faults::nothing;
  }

  // --- the gateway itself

  private Runnable gateway(long until, Runnable what) {
    world.truth.trouble(until);
    what.run();
    return this::afterwards;
  }

  private static int parts(int size) {
    return size % (2 * DRIFT + 1) - DRIFT;
  }

  /** As a machine that is moved, or whose lid is shut: afterwards only the wall clock knows. */
  private Runnable sleep(long until) {
    gateway(until, world.node::pause);
    return () -> {
      // Another trouble's end may have woken it, and another sleep begun: that alone counts.
      world.clock.slept(world.node.stoodFor());
      afterwards();
    };
  }

  private Runnable stop(long until) {
    stopping = true;
    gateway(until, () -> world.node.command(STOP, new Command.Stop()));
    return () -> {
      stopped();
      afterwards();
    };
  }

  private void stopped() {
    if (stopping) {
      stopping = false;
      world.crash();
    }
  }

  private void afterwards() {
    world.clock.drift(0, 0);
    world.crashAtWrite(0);
    world.book.crashAtCommit(0, Faults::nothing);
    world.book.failsNext = false;
    world.book.commitNanos = world.plan.commitNanos;
    world.book.resume();
    world.book.hasRoom(true);
    world.revive();
  }

  /** Everything that is still wrong is put right. */
  void heal() {
    for (Line line : world.wires.lines()) {
      world.wires.refuse(line, false);
      world.wires.stall(line, false, false);
      line.delayNanos = world.plan.delayNanos;
      streams(line);
    }
    world.network.recover();
    world.issuer.recover();
    for (Station station : List.of(world.networkStation, world.issuerStation)) {
      station.refusesSignOn = false;
      station.muteManagement = false;
      station.signOnEverywhere(true);
    }
    stopped();
    afterwards();
    operator.takesAllBack();
  }

  /** What is left to a person is done by one. */
  void settle() {
    operator.settles();
  }

  /** The kinds that occur in these faults. */
  static Set<Fault.Kind> kinds(List<Fault> faults) {
    var kinds = new TreeSet<Fault.Kind>();
    faults.forEach(fault -> kinds.add(fault.kind()));
    return kinds;
  }
}

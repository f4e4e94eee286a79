package io.nightbus.sim;

import io.nightbus.iso.Pan;
import io.nightbus.sim.control.Control;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.Faults;
import io.nightbus.sim.host.Host;
import io.nightbus.sim.ledger.JsonLines;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.ledger.LedgerEntry;
import io.nightbus.sim.ledger.Stamp;
import io.nightbus.sim.rules.Rules;
import io.nightbus.sim.trace.Spans;
import io.nightbus.sim.traffic.Journal;
import io.nightbus.sim.traffic.JournalEntry;
import io.nightbus.sim.traffic.LiveTraffic;
import io.nightbus.sim.traffic.Originator;
import io.nightbus.sim.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A running simulator. All its methods may be called by any thread; they work on its one event loop
 * and wait for the result.
 */
public final class Simulator implements AutoCloseable {
  private static final long TICK_MILLIS = 5;

  private final Plan plan;
  private final Wire wire;
  private final Faults faults;
  private final @Nullable Host host;
  private final @Nullable JsonLines ledgerFile;
  private final @Nullable JsonLines journalFile;
  private final SplittableRandom random;
  private final Spans spans;
  private final Desk desk;
  private final @Nullable Control control;
  private final List<CountDownLatch> draining = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private Ledger ledger;
  private Journal journal;
  private @Nullable Originator originator;
  private boolean closed;

  Simulator(Plan plan) throws IOException {
    this.plan = plan;
    random = new SplittableRandom(plan.seed);
    ledgerFile = plan.ledgerFile == null ? null : new JsonLines(plan.ledgerFile);
    journalFile = plan.journalFile == null ? null : new JsonLines(plan.journalFile);
    ledger = new Ledger(plan.mode, ledgerFile);
    journal = new Journal(journalFile);
    faults = new Faults(random.split());
    host = plan.host == null ? null : new Host(plan.host, plan.rules, random.split());
    originator = originator(journal);
    wire = wire(plan);
    spans = Spans.in(System.getenv(), "nightbus-sim-" + plan.kind);
    desk = new Desk(wire, plan.dialect, host, faults, ledger, random.split(), spans);
    desk.originator(originator, plan.rateAtSignOn);
    try {
      for (LinkPlan link : plan.links) {
        var built = new SimLink(link, desk, wire, plan.dialect.framing().longest());
        desk.add(built);
        built.start(link.port());
      }
      control = plan.control < 0 ? null : new Control(this, plan.control);
    } catch (IOException | RuntimeException failed) {
      wire.close();
      throw failed;
    }
    if (originator != null || ledgerFile != null) {
      wire.run(() -> wire.every(this::tick, TICK_MILLIS));
    }
  }

  private static Wire wire(Plan plan) throws IOException {
    String name = "simulator " + plan.kind;
    return plan.tls == null ? new Wire(name) : new Wire(name, plan.tls);
  }

  public String kind() {
    return plan.kind;
  }

  /** The port that a link listens on; 0 where it dials. */
  public int port(String link) {
    return status().links().stream()
        .filter(each -> each.name().equals(link))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no link \"" + link + "\""))
        .port();
  }

  /** The port of the HTTP interface; 0 where there is none. */
  public int controlPort() {
    return control == null ? 0 : control.port();
  }

  public Status status() {
    return wire.call(() -> {
      Originator asking = originator;
      return new Status(
          plan.kind,
          desk.links().stream().map(SimLink::status).toList(),
          new Status.OfTraffic(
              asking == null ? 0 : asking.rate(),
              asking == null ? 0 : asking.outstanding(),
              asking == null ? 0 : asking.reversalsOwed(),
              !draining.isEmpty(),
              asking == null ? 0 : asking.mispaired(),
              desk.unmatched()),
          desk.undeliverable(),
          desk.errors(),
          faults.on(),
          failure(ledgerFile) + failure(journalFile));
    });
  }

  /**
   * Switches a fault on; the number that comes back switches it off.
   *
   * @throws IllegalArgumentException where it names a link or site that there is not
   */
  public int inject(Fault fault) {
    boolean somewhere =
        plan.links.stream()
            .anyMatch(link ->
                (fault.link().isEmpty() || fault.link().equals(link.name()))
                    && (fault.site().isEmpty() || fault.site().equals(link.site())));
    if (!somewhere) {
      throw new IllegalArgumentException(
          "there is no link \"" + fault.link() + "\" at site \"" + fault.site() + "\"");
    }
    return wire.call(() -> {
      int id = faults.inject(fault);
      desk.note(fault.link() + fault.site(), "fault " + id + " on: " + fault.kind().word());
      applyRefusals();
      return id;
    });
  }

  /** Switches one fault off; false where there is none with this number. */
  public boolean heal(int id) {
    return wire.call(() -> {
      boolean healed = faults.heal(id);
      desk.note("", "fault " + id + " off");
      applyRefusals();
      return healed;
    });
  }

  public void healAll() {
    wire.call(() -> {
      faults.healAll();
      desk.note("", "all faults off");
      applyRefusals();
      return true;
    });
  }

  /** Answers by other rules from now on. */
  public void rules(Rules rules) {
    wire.call(() -> {
      if (host != null) {
        host.rules(rules);
      }
      return true;
    });
  }

  /**
   * Asks so many requests a second from now on; 0 stops.
   *
   * @throws IllegalStateException where this simulator has nothing to ask
   */
  public void traffic(double perSecond) {
    if (!(perSecond >= 0 && perSecond <= 100_000)) {
      throw new IllegalArgumentException("rate: from 0 to 100000 requests a second");
    }
    if (plan.live == null) {
      throw new IllegalStateException(
          "this " + plan.kind + " was started without cards to ask for");
    }
    wire.call(() -> {
      Originator asking = originator;
      if (asking != null) {
        asking.rate(perSecond, Stamp.now());
        desk.note("", "asks " + perSecond + " requests/s");
      }
      return true;
    });
  }

  /**
   * Asks nothing more and waits until every request is answered or reversed and every reversal
   * acknowledged; false where that did not come about in time. What is left stays in the journal.
   */
  public boolean drain(Duration atMost) {
    var drained = new CountDownLatch(1);
    wire.call(() -> {
      Originator asking = originator;
      if (asking == null) {
        drained.countDown();
      } else {
        asking.rate(0, Stamp.now());
        draining.add(drained);
      }
      return true;
    });
    try {
      return drained.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      wire.call(() -> draining.remove(drained));
    }
  }

  /** Waits for {@link #requestStop}, which POST /stop calls. */
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /** Lets whoever waits in {@link #awaitStop} go on; stops nothing by itself. */
  public void requestStop() {
    stop.countDown();
  }

  /** Every message received so far, in order of arrival; its file is complete up to here. */
  public List<LedgerEntry> ledger() {
    flush();
    return wire.call(() -> ledger.entries());
  }

  public List<Ledger.Total> summary() {
    return wire.call(() -> ledger.summary());
  }

  /** Every request asked so far, each as it stands now. */
  public List<JournalEntry> journal() {
    flush();
    return wire.call(() -> journal.entries());
  }

  public Map<JournalEntry.State, Journal.Total> journalSummary() {
    return wire.call(() -> journal.summary());
  }

  /** What happened to links and faults, one line each. */
  public List<String> timeline() {
    return wire.call(desk::timeline);
  }

  /** What a card can spend at this host, in minor units. */
  public long available(Pan card) {
    Host bank = host;
    return bank == null ? Long.MAX_VALUE : wire.call(() -> bank.available(card));
  }

  /** Asks nothing more. */
  public void quiet() {
    wire.call(() -> {
      Originator asking = originator;
      if (asking != null) {
        asking.rate(0, Stamp.now());
      }
      return true;
    });
  }

  /**
   * No faults, no traffic, empty books; sessions stay. Files keep what they have. What peers sent
   * before this was called has been read before the books are emptied.
   */
  public void reset() {
    var read = new CountDownLatch(1);
    wire.later(read::countDown, TICK_MILLIS);
    try {
      read.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    wire.call(() -> {
      faults.healAll();
      applyRefusals();
      ledger = new Ledger(plan.mode, ledgerFile);
      journal = new Journal(journalFile);
      originator = originator(journal);
      desk.reset(ledger, originator);
      if (host != null) {
        host.rules(plan.rules);
      }
      return true;
    });
  }

  /** Returns when everything recorded so far is in the files. */
  public void flush() {
    for (JsonLines file : files()) {
      wire.call(
              () -> {
                file.handOver();
                return file.flush();
              })
          .join();
    }
  }

  /** Hangs up and closes the files. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (control != null) {
      control.close();
    }
    wire.call(() -> {
      desk.links().forEach(SimLink::leave);
      return true;
    });
    wire.close();
    spans.close();
    files().forEach(JsonLines::close);
  }

  private void tick() {
    Originator asking = originator;
    if (asking != null) {
      asking.tick(Stamp.now(), desk);
      if (asking.outstanding() == 0 && asking.reversalsOwed() == 0) {
        draining.forEach(CountDownLatch::countDown);
      }
    }
    files().forEach(JsonLines::handOver);
  }

  private void applyRefusals() {
    for (SimLink link : desk.links()) {
      link.refuse(faults.refuses(link.name, link.site));
    }
  }

  private @Nullable Originator originator(Journal into) {
    LiveTraffic live = plan.live;
    return live == null ? null : new Originator(live, into, random.split());
  }

  private List<JsonLines> files() {
    var files = new ArrayList<JsonLines>(2);
    if (ledgerFile != null) {
      files.add(ledgerFile);
    }
    if (journalFile != null) {
      files.add(journalFile);
    }
    return files;
  }

  private static String failure(@Nullable JsonLines file) {
    IOException failure = file == null ? null : file.failure();
    return failure == null ? "" : failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }
}

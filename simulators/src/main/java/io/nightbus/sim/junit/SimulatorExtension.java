package io.nightbus.sim.junit;

import io.nightbus.sim.Plan;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.ledger.LedgerEntry;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A simulator for a test class: started before the first test on free ports, emptied before each
 * test (no faults, no traffic, empty books; sessions stay), stopped after the last. When a test
 * fails, what happened is printed, without account data.
 *
 * <p>Registered in a static field; in an instance field it starts and stops with each test.
 */
public abstract sealed class SimulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterTestExecutionCallback,
        AfterEachCallback,
        AfterAllCallback
    permits NetworkSimulator, IssuerSimulator, AcquirerSimulator {
  private static final int LAST = 40;

  private @Nullable Simulator simulator;
  private boolean forAll;

  SimulatorExtension() {}

  abstract Plan plan();

  /**
   * The running simulator.
   *
   * @throws IllegalStateException before the first test and after the last
   */
  public final Simulator simulator() {
    Simulator running = simulator;
    if (running == null) {
      throw new IllegalStateException(
          "the simulator runs between the first test and the last only");
    }
    return running;
  }

  public final int port(String link) {
    return simulator().port(link);
  }

  /** Every message received in this test, in order of arrival. */
  public final List<LedgerEntry> received() {
    return simulator().ledger();
  }

  /** Switches a fault on, at the latest until the end of the test. */
  public final int inject(Fault fault) {
    return simulator().inject(fault);
  }

  public final void healAll() {
    simulator().healAll();
  }

  @Override
  public final void beforeAll(ExtensionContext context) throws IOException {
    forAll = true;
    simulator = plan().start();
  }

  @Override
  public final void beforeEach(ExtensionContext context) throws IOException {
    if (simulator == null) {
      simulator = plan().start();
    } else {
      simulator.reset();
    }
  }

  @Override
  public final void afterTestExecution(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      tell(System.out);
    }
  }

  @Override
  public final void afterEach(ExtensionContext context) {
    if (forAll) {
      simulator().quiet();
    } else {
      stop();
    }
  }

  @Override
  public final void afterAll(ExtensionContext context) {
    stop();
  }

  /** Links, faults and the last messages, a line each. */
  final void tell(PrintStream out) {
    Simulator running = simulator();
    out.println(running.kind() + " simulator, what happened:");
    running.timeline().forEach(line -> out.println("  " + line));
    List<LedgerEntry> received = running.ledger();
    for (LedgerEntry entry :
        received.subList(Math.max(0, received.size() - LAST), received.size())) {
      out.printf(
          "  %s %s #%d %s -> %s %s%s%n",
          entry.at().wall(),
          entry.link(),
          entry.seq(),
          entry.message(),
          entry.withheld() ? "withheld" : entry.code(),
          entry.effect(),
          entry.of() > 0 ? " of #" + entry.of() : "");
    }
    running
        .journalSummary()
        .forEach((state, total) -> out.println("  asked: " + state + " " + total.count()));
  }

  private void stop() {
    Simulator running = simulator;
    simulator = null;
    if (running != null) {
      running.close();
    }
  }
}

package io.nightbus.sim.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.core.transit.ChargeState;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code nightbus simulate} tells: while it runs on the error stream, at the end on output.
 */
final class SimulationReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintWriter out;
  private final PrintWriter err;
  private final long began = System.nanoTime();
  private final boolean terminal =
      Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  private final long every = (terminal ? Duration.ofSeconds(1) : Duration.ofMinutes(1)).toNanos();
  private long next = began + every;

  SimulationReport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** A run has ended: tells what went wrong with it at once, and how far it all is now and then. */
  synchronized void ran(Outcome outcome, Totals totals) {
    outcome
        .violation()
        .ifPresent(violation -> {
          err.println((terminal ? "\n" : "") + outcome.replay() + "   # " + violation.getMessage());
          err.flush();
        });
    if (System.nanoTime() - next >= 0) {
      next += every;
      String line =
          String.format(
              Locale.ROOT,
              "%,d seeds, %,.1f h simulated, %,.0f times real time, %,d crashes, %d violations",
              totals.seeds(),
              hours(totals),
              totals.speed(took()),
              totals.crashes(),
              totals.bad().size());
      err.print(terminal ? "\r" + line + "\u001b[K" : line + "\n");
      err.flush();
    }
  }

  private static double hours(Totals totals) {
    return totals.simulated().toMillis() / 3.6e6;
  }

  void table(long from, Swarm swarm, int threads) {
    Totals totals = swarm.totals();
    if (terminal) {
      err.println();
      err.flush();
    }
    row("seeds", from + ".." + (from + totals.seeds() - 1));
    row("simulated", "%,.1f h (%.2f days)".formatted(hours(totals), hours(totals) / 24));
    row("took", "%,.1f s on %d threads".formatted(took().toMillis() / 1e3, threads));
    row("speed", "%,.0f times real time".formatted(totals.speed(took())));
    row("speed of a core", "%,.0f times real time".formatted(totals.speed(swarm.worked())));
    row("steps", "%,d".formatted(totals.steps()));
    row("faults", "%,d".formatted(totals.faults()));
    row("crashes", "%,d".formatted(totals.crashes()));
    row("purchases", "%,d".formatted(totals.purchases()));
    row("charges", "%,d".formatted(totals.charges()));
    row("violations", "%,d".formatted(totals.bad().size()));
    out.println("checks");
    totals
        .checks()
        .forEach((invariant, count) ->
            row("  " + invariant.number(), "%,16d  %s".formatted(count, invariant)));
    out.println("faults of each kind");
    for (Fault.Kind kind : Fault.Kind.values()) {
      row("  " + kind, "%,8d".formatted(totals.faultsOf().getOrDefault(kind, 0L)));
    }
    totals
        .bad()
        .forEach(bad ->
            bad.violation()
                .ifPresent(
                    violation -> out.println(bad.replay() + "   # " + violation.getMessage())));
    out.flush();
  }

  /** Charge states by what happened in them, and below what never did. */
  void coverage(Totals totals) {
    out.println();
    out.printf("%-14s", "coverage");
    for (ChargeState state : ChargeState.values()) {
      String name = state.name();
      out.printf(" %9s", name.substring(0, Math.min(9, name.length())));
    }
    out.println();
    var never = new ArrayList<String>();
    for (Coverage.Happening what : Coverage.Happening.values()) {
      out.printf("%-14s", what);
      for (ChargeState state : ChargeState.values()) {
        var cell = new Coverage.Cell(state, what);
        long times = totals.reached().getOrDefault(cell, 0L);
        String none = cell.canBe() ? "-" : "";
        out.printf(Locale.ROOT, " %9s", times == 0 ? none : Long.toString(times));
        if (times == 0 && cell.canBe()) {
          never.add(state + " x " + what);
        }
      }
      out.println();
    }
    out.println("never reached: " + (never.isEmpty() ? "none" : String.join(", ", never)));
    out.flush();
  }

  private void row(String name, String value) {
    out.printf(Locale.ROOT, "%-24s %s%n", name, value);
  }

  void json(long from, Swarm swarm, int threads) {
    Totals totals = swarm.totals();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("from", from);
    all.put("seeds", totals.seeds());
    all.put("simulatedHours", hours(totals));
    all.put("seconds", took().toMillis() / 1e3);
    all.put("threads", threads);
    all.put("speedPerCore", totals.speed(swarm.worked()));
    all.put("faults", totals.faults());
    all.put("crashes", totals.crashes());
    all.put("purchases", totals.purchases());
    all.put("charges", totals.charges());
    all.put("faultsOf", totals.faultsOf());
    Map<String, Long> checks = new LinkedHashMap<>();
    totals.checks().forEach((invariant, count) -> checks.put(invariant.number(), count));
    all.put("checks", checks);
    all.put(
        "violations",
        totals.bad().stream()
            .flatMap(
                bad -> bad.violation().stream().map(it -> bad.replay() + "   # " + it.getMessage()))
            .toList());
    print(all);
  }

  void json(List<Bank.Finding> findings) {
    var bugs =
        findings.stream()
            .map(finding ->
                Map.of(
                    "bug",
                    finding.mistake().number(),
                    "what",
                    finding.mistake().what(),
                    "caught",
                    finding.isCaught(),
                    "seed",
                    finding.seed(),
                    "by",
                    finding.by().map(it -> it.invariant().number()).orElse("")))
            .toList();
    print(Map.of("bugs", bugs));
  }

  private void print(Object what) {
    try {
      out.println(JSON.writeValueAsString(what));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
    out.flush();
  }
}

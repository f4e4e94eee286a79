package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What many runs came to.
 *
 * @param steps things that happened in them
 * @param faultsOf of each kind, those that began
 * @param checks per invariant, how often it was looked at
 * @param reached what happened to charges in which state, how often
 * @param bad runs that showed what must never happen
 */
record Totals(
    long seeds,
    Duration simulated,
    long steps,
    Map<Fault.Kind, Long> faultsOf,
    long crashes,
    long purchases,
    long charges,
    Map<Invariant, Long> checks,
    Map<Coverage.Cell, Long> reached,
    List<Outcome> bad) {
  static final Totals NONE =
      new Totals(0, Duration.ZERO, 0, Map.of(), 0, 0, 0, Map.of(), Map.of(), List.of());

  Totals plus(Outcome outcome) {
    var worse = new ArrayList<>(bad);
    if (!outcome.isGood()) {
      worse.add(outcome);
    }
    return new Totals(
        seeds + 1,
        simulated.plus(outcome.simulated()),
        steps + outcome.steps(),
        Outcome.sum(faultsOf, outcome.faults()),
        crashes + outcome.crashes(),
        purchases + outcome.sales(),
        charges + outcome.charges(),
        Outcome.sum(checks, outcome.checks()),
        Outcome.sum(reached, outcome.reached()),
        List.copyOf(worse));
  }

  long faults() {
    return faultsOf.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How much faster than the world's own clock. */
  double speed(Duration took) {
    return (double) simulated.toMillis() / Math.max(1, took.toMillis());
  }
}

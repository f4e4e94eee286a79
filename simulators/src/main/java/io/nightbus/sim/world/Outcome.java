package io.nightbus.sim.world;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of one run.
 *
 * @param hash of everything that happened
 * @param violation what must never have happened, where it did
 */
record Outcome(
    Scenario scenario,
    long hash,
    Optional<Violation> violation,
    Duration simulated,
    long steps,
    Map<Fault.Kind, Long> faults,
    int crashes,
    long sales,
    long charges,
    Map<Invariant, Long> checks,
    Map<Coverage.Cell, Long> reached) {

  /** The command that shows this run again, step by step. */
  String replay() {
    return "nightbus simulate --seed " + scenario.seed();
  }

  boolean isGood() {
    return violation.isEmpty();
  }

  static <K extends Comparable<? super K>> Map<K, Long> sum(Map<K, Long> one, Map<K, Long> other) {
    var sum = new TreeMap<>(one);
    other.forEach((what, count) -> sum.merge(what, count, Long::sum));
    return sum;
  }
}

package io.nightbus.sim.world;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

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
    int faults,
    int crashes,
    long sales,
    long charges,
    Map<Invariant, Long> checks) {

  /** The command that shows this run again, step by step. */
  String replay() {
    return "nightbus simulate --seed " + scenario.seed();
  }

  boolean isGood() {
    return violation.isEmpty();
  }

  static Map<Invariant, Long> sum(Map<Invariant, Long> one, Map<Invariant, Long> other) {
    var sum = new EnumMap<Invariant, Long>(Invariant.class);
    sum.putAll(one);
    other.forEach((invariant, count) -> sum.merge(invariant, count, Long::sum));
    return sum;
  }
}

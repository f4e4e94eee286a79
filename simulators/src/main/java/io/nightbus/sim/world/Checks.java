package io.nightbus.sim.world;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** Counts every check that is made, and ends the run at the first that fails. */
final class Checks {
  private final Map<Invariant, Long> made = new EnumMap<>(Invariant.class);

  void that(boolean holds, Invariant invariant, Supplier<String> otherwise) {
    made.merge(invariant, 1L, Long::sum);
    if (!holds) {
      throw new Violation(invariant, otherwise.get());
    }
  }

  Map<Invariant, Long> made() {
    return made;
  }
}

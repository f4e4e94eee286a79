package io.nightbus.sim.world;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks for each planted mistake until some seed shows it. */
final class Bank {
  private Bank() {}

  /**
   * What became of one mistake.
   *
   * @param seeds runs that were needed
   * @param by what it broke, empty where no seed showed it
   */
  record Finding(Planted mistake, long seeds, Optional<Violation> by) {
    boolean isCaught() {
      return by.isPresent();
    }

    @Override
    public String toString() {
      String how =
          by.map(it -> it.invariant().number() + " " + it.invariant()).orElse("NOT CAUGHT");
      return "%3d  %-26s %5d seeds  %s".formatted(mistake.number(), mistake, seeds, how);
    }
  }

  static List<Finding> look(long from, long to, Planted... mistakes) {
    return Arrays.stream(mistakes).map(mistake -> look(from, to, mistake)).toList();
  }

  private static Finding look(long from, long to, Planted mistake) {
    for (long seed = from; seed <= to; seed++) {
      Optional<Violation> found = Run.of(Scenario.of(seed), mistake).violation();
      if (found.isPresent()) {
        return new Finding(mistake, seed - from + 1, found);
      }
    }
    return new Finding(mistake, to - from + 1, Optional.empty());
  }
}

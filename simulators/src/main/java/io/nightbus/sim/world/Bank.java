package io.nightbus.sim.world;

import java.util.Optional;

/**
 * Looks for each planted mistake until some seed shows it: one that goes wrong with the mistake and
 * well without it.
 */
final class Bank {
  private Bank() {}

  /**
   * What became of one mistake.
   *
   * @param seed the first that showed it; the last that was tried where none did
   * @param by what it broke, empty where no seed showed it
   */
  record Finding(Planted mistake, long seed, Optional<Violation> by) {
    boolean isCaught() {
      return by.isPresent();
    }

    @Override
    public String toString() {
      String how =
          by.map(it -> it.invariant().number() + " " + it.invariant()).orElse("NOT CAUGHT");
      return "%3d  %-24s seed %4d  %s".formatted(mistake.number(), mistake, seed, how);
    }
  }

  /** Tries seeds from {@code from} to {@code to} until one shows it. */
  static Finding look(Planted mistake, long from, long to) {
    for (long seed = from; seed <= to; seed++) {
      Optional<Violation> found = Run.of(Scenario.of(seed), Optional.of(mistake)).violation();
      if (found.isPresent() && Run.of(Scenario.of(seed)).isGood()) {
        return new Finding(mistake, seed, found);
      }
    }
    return new Finding(mistake, to, Optional.empty());
  }
}

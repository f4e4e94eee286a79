package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Makes a scenario that goes wrong smaller, as long as it breaks the same invariant: fewer faults,
 * files, charges, purchases and links, less time. Delta debugging on what the seed drew.
 */
final class Shrinking {
  /** Runs after which it is small enough. */
  private static final int MOST = 1_500;

  private final Optional<Planted> mistake;
  private final Invariant broken;
  private Scenario least;
  private int runs;

  private Shrinking(Scenario failing, Optional<Planted> mistake, Invariant broken) {
    this.least = failing;
    this.mistake = mistake;
    this.broken = broken;
  }

  /**
   * The smallest that was found.
   *
   * @throws IllegalArgumentException for a scenario in which nothing goes wrong
   */
  static Shrunk of(Scenario failing, Optional<Planted> mistake) {
    Outcome before = Run.of(failing, mistake);
    Violation violation =
        before
            .violation()
            .orElseThrow(() -> new IllegalArgumentException("nothing goes wrong in " + failing));
    var shrinking = new Shrinking(failing, mistake, violation.invariant());
    Scenario small = shrinking.least((int) before.sales());
    return Shrunk.of(failing, small, mistake, shrinking.runs);
  }

  private boolean fails(Scenario candidate) {
    if (runs >= MOST) {
      return false;
    }
    runs++;
    boolean same =
        Run.of(candidate, mistake).violation().map(it -> it.invariant() == broken).orElse(false);
    if (same) {
      least = candidate;
    }
    return same;
  }

  private Scenario least(int purchases) {
    faults();
    files();
    purchases(purchases);
    links();
    faults();
    time();
    files();
    return least;
  }

  private void faults() {
    least(least.faults(), fewer -> fails(least.with(fewer)));
  }

  private void files() {
    least(least.load().files(), fewer -> fails(least.with(least.load().with(fewer))));
    for (int i = 0; i < least.load().files().size(); i++) {
      file(i);
    }
  }

  private void file(int number) {
    Load.File file = least.load().files().get(number);
    while (file.charges() > 1
        && fails(least.with(least.load().with(number, file.of(file.charges() / 2))))) {
      file = least.load().files().get(number);
    }
    fails(least.with(least.load().with(number, file.once())));
  }

  private void purchases(int made) {
    List<Integer> all =
        least.load().only().map(List::copyOf).orElse(IntStream.range(0, made).boxed().toList());
    least(all, fewer -> fails(least.with(least.load().only(new TreeSet<>(fewer)))));
  }

  private void links() {
    for (Scenario.Less less : Scenario.Less.values()) {
      Set<Scenario.Less> more = EnumSet.of(less);
      more.addAll(least.less());
      fails(least.with(more));
    }
  }

  private void time() {
    boolean shorter = true;
    while (shorter && least.safety().compareTo(Duration.ofSeconds(2)) > 0) {
      shorter =
          fails(least.with(least.safety().dividedBy(2)))
              || fails(least.with(least.safety().multipliedBy(3).dividedBy(4)));
    }
  }

  /** Tries without all, then without halves, quarters and so on. */
  private static <T> void least(List<T> all, Predicate<List<T>> fails) {
    if (all.isEmpty() || fails.test(List.of())) {
      return;
    }
    List<T> left = all;
    int chunk = (left.size() + 1) / 2;
    boolean again = true;
    while (again) {
      boolean removed = false;
      int from = 0;
      while (from < left.size()) {
        var fewer = new ArrayList<>(left.subList(0, from));
        fewer.addAll(left.subList(Math.min(left.size(), from + chunk), left.size()));
        if (!fewer.isEmpty() && fails.test(List.copyOf(fewer))) {
          left = fewer;
          removed = true;
        } else {
          from += chunk;
        }
      }
      again = chunk > 1 || removed;
      chunk = Math.max(1, chunk / 2);
    }
  }
}

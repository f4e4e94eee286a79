package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** Many runs, on as many cores as there are; each run knows nothing of the others. */
final class Swarm {
  private final Function<Scenario, Outcome> how;
  private long runs;
  private long steps;
  private long faults;
  private long crashes;
  private long sales;
  private long charges;
  private Duration simulated = Duration.ZERO;
  private Map<Invariant, Long> checks = new EnumMap<>(Invariant.class);
  private final List<Outcome> bad = new ArrayList<>();

  Swarm(Function<Scenario, Outcome> how) {
    this.how = how;
  }

  /**
   * Runs seeds from {@code first} on.
   *
   * @param goOn asked before each seed
   */
  void run(long first, int threads, Continue goOn, Consumer<Outcome> each) {
    var next = new AtomicLong(first);
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          Thread.ofPlatform()
              .name("seeds-" + i)
              .start(() -> {
                for (long seed = next.getAndIncrement();
                    goOn.with(seed);
                    seed = next.getAndIncrement()) {
                  Outcome outcome = how.apply(Scenario.of(seed));
                  note(outcome);
                  each.accept(outcome);
                }
              }));
    }
    for (Thread worker : workers) {
      join(worker);
    }
  }

  /** Whether there is to be another seed. */
  @FunctionalInterface
  interface Continue {
    boolean with(long seed);
  }

  private static void join(Thread worker) {
    try {
      worker.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void note(Outcome outcome) {
    runs++;
    steps += outcome.steps();
    faults += outcome.faults();
    crashes += outcome.crashes();
    sales += outcome.sales();
    charges += outcome.charges();
    simulated = simulated.plus(outcome.simulated());
    checks = Outcome.sum(checks, outcome.checks());
    if (!outcome.isGood()) {
      bad.add(outcome);
    }
  }

  synchronized List<Outcome> bad() {
    return List.copyOf(bad);
  }

  synchronized Map<Invariant, Long> checks() {
    return checks;
  }

  synchronized String summary(Duration took) {
    double factor = (double) simulated.toMillis() / Math.max(1, took.toMillis());
    return "%d seeds, %.2f days simulated in %.1f s (%.0f times real time), %d steps, %d faults, %d crashes, %d purchases, %d charges: %d violations"
        .formatted(
            runs,
            simulated.toSeconds() / 86_400.0,
            took.toMillis() / 1e3,
            factor,
            steps,
            faults,
            crashes,
            sales,
            charges,
            bad.size());
  }
}

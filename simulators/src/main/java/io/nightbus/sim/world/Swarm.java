package io.nightbus.sim.world;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** Many runs, on as many cores as there are; each run knows nothing of the others. */
final class Swarm {
  private final Function<Scenario, Outcome> how;
  private Totals totals = Totals.NONE;
  private Duration worked = Duration.ZERO;

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
                  each.accept(run(Scenario.of(seed)));
                }
                noteWork(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
              }));
    }
    for (Thread worker : workers) {
      join(worker);
    }
  }

  /** One more, on the caller's thread. */
  Outcome run(Scenario scenario) {
    Outcome outcome = how.apply(scenario);
    note(outcome);
    return outcome;
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
    totals = totals.plus(outcome);
  }

  private synchronized void noteWork(long nanos) {
    worked = worked.plusNanos(nanos);
  }

  synchronized Totals totals() {
    return totals;
  }

  /** Processor time of the threads that have ended. */
  synchronized Duration worked() {
    return worked;
  }
}

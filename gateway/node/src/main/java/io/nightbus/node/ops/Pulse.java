package io.nightbus.node.ops;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Feels whether the process stands still, on a thread that does nothing else: a beat that comes
 * late says that nobody here had the processor. However a stop falls, one that is longer than
 * {@link #EVERY} and {@link #LATE} together is told.
 */
final class Pulse implements AutoCloseable {
  static final Duration EVERY = Duration.ofMillis(100);

  /** A beat that comes so much too late is told. */
  static final Duration LATE = Duration.ofSeconds(1);

  private final Runnable stoodStill;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("nightbus-pulse").daemon().factory());
  private long last;

  /**
   * @param stoodStill hears of each time, on the thread of the beats
   */
  Pulse(long nanos, Runnable stoodStill) {
    last = nanos;
    this.stoodStill = stoodStill;
  }

  /** Beats from now on. */
  void begin() {
    long millis = EVERY.toMillis();
    var _ =
        thread.scheduleWithFixedDelay(
            () -> beat(System.nanoTime()), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** One beat, at this monotonic time. */
  void beat(long nanos) {
    if (nanos - last > EVERY.plus(LATE).toNanos()) {
      stoodStill.run();
    }
    last = nanos;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

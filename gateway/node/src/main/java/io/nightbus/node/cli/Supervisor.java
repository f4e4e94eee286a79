package io.nightbus.node.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process and watches over it: systemd, where it says so in
 * the environment; otherwise nobody, and nothing is said.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  /** Between two looks whether the gateway is ready. */
  private static final Duration SOON = Duration.ofMillis(50);

  /** So often in the time that it waits for a sign of life: one may be missed, or late. */
  private static final int SIGNS = 4;

  private final @Nullable NotifySocket socket;
  private final Optional<Duration> patience;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("nightbus-supervisor").daemon().factory());
  private boolean failed;

  private Supervisor(@Nullable NotifySocket socket, Optional<Duration> patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /**
   * As the environment names it ({@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC}, {@code
   * WATCHDOG_PID}).
   *
   * @param pid of this process: a watchdog may be meant for another
   */
  static Supervisor in(Map<String, String> environment, long pid) {
    String name = environment.getOrDefault("NOTIFY_SOCKET", "");
    try {
      return new Supervisor(
          name.isEmpty() ? null : new NotifySocket(name), patience(environment, pid));
    } catch (IllegalArgumentException | UnsupportedOperationException unfit) {
      LOG.warn("the service manager will hear nothing: {}", unfit.getMessage());
      return new Supervisor(null, Optional.empty());
    }
  }

  private static Optional<Duration> patience(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "" + pid);
    return micros.matches("[1-9][0-9]{0,17}") && whose.equals("" + pid)
        ? Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000)))
        : Optional.empty();
  }

  /**
   * From now on it hears, once, that the gateway is ready, and again and again that it lives.
   *
   * @param ready may take a while, as may {@code lives}: both are asked on a thread of their own
   */
  void watch(BooleanSupplier ready, BooleanSupplier lives) {
    if (socket == null) {
      return;
    }
    thread.execute(() -> tellReady(ready));
    patience.ifPresent(most -> {
      long every = most.dividedBy(SIGNS).toMillis();
      var _ = thread.scheduleAtFixedRate(() -> beat(lives), 0, every, TimeUnit.MILLISECONDS);
    });
  }

  private void tellReady(BooleanSupplier ready) {
    if (ready.getAsBoolean()) {
      say("READY=1\nSTATUS=ready: the gateway answers");
    } else {
      var _ = thread.schedule(() -> tellReady(ready), SOON.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void beat(BooleanSupplier lives) {
    if (lives.getAsBoolean()) {
      say("WATCHDOG=1");
    }
  }

  /** Its patience for the end begins; no sign of life follows. */
  @Override
  public void close() {
    thread.shutdownNow();
    say("STOPPING=1\nSTATUS=stopping: takes no more work");
  }

  /** What it does not take is told once: a payment never waits for a word to it. */
  private synchronized void say(String lines) {
    if (socket == null) {
      return;
    }
    try {
      socket.say(lines);
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        LOG.warn("the service manager does not hear us: {}", e.getMessage());
      }
      failed = true;
    }
  }
}

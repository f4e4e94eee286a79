package io.nightbus.core.route;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One circuit breaker with two conditions: failures in a row (total outage) and failure share in a
 * window (partial outage). Runs on the core's monotonic time; starts no thread and draws no random.
 */
final class Breaker {
  private final CircuitBreaker breaker;
  private final int consecutiveLimit;
  private CircuitBreaker.State state;
  private int consecutive;
  private long generation;

  Breaker(String name, BreakerSettings settings, LongSupplier nanos) {
    consecutiveLimit = settings.consecutive();
    // Not the lock-free window: it asks the machine for the time, whatever clock it is given. This
    // one's lock is never waited for, since only the core's thread comes here.
    var config =
        CircuitBreakerConfig.custom()
            .slidingWindow(
                (int) settings.window().toSeconds(),
                settings.minimum(),
                SlidingWindowType.TIME_BASED,
                CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
            .failureRateThreshold(settings.share())
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitDurationInOpenState(settings.open())
            .clock(new MonotonicClock(nanos))
            .currentTimestampFunction(_ -> nanos.getAsLong(), TimeUnit.NANOSECONDS)
            .build();
    breaker = CircuitBreaker.of(name, config);
    state = breaker.getState();
  }

  boolean tryAcquire() {
    boolean permitted = breaker.tryAcquirePermission();
    look();
    return permitted;
  }

  /**
   * Each transition begins a generation. Looked for after each call: whoever listens to a
   * Resilience4j breaker makes it tell every success too, with a time of the machine's clock in it.
   */
  private void look() {
    CircuitBreaker.State now = breaker.getState();
    if (now != state) {
      state = now;
      generation++;
    }
  }

  long generation() {
    return generation;
  }

  /** The permitted call was not made. */
  void release(long permit) {
    if (permit == generation) {
      breaker.releasePermission();
    }
  }

  /** The permitted call succeeded; a permit from before the last transition counts for nothing. */
  void succeeded(long permit) {
    if (permit != generation) {
      return;
    }
    consecutive = 0;
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    look();
  }

  void failed(long permit) {
    if (permit != generation) {
      return;
    }
    consecutive++;
    breaker.onError(0, TimeUnit.NANOSECONDS, new Failure());
    if (consecutive >= consecutiveLimit && breaker.getState() == CircuitBreaker.State.CLOSED) {
      breaker.transitionToOpenState();
    }
    look();
  }

  /**
   * A call failed that had gone before anybody asked here. It counts while all may go; once the
   * breaker has opened it says nothing new, and it is not the probe's result.
   */
  void failedUnasked() {
    if (breaker.getState() == CircuitBreaker.State.CLOSED) {
      failed(generation);
    }
  }

  /** Nothing goes until it is let go, whatever happens. */
  void hold() {
    breaker.transitionToForcedOpenState();
    look();
  }

  boolean isHeld() {
    return state == CircuitBreaker.State.FORCED_OPEN;
  }

  /** What was held goes on as if it had just opened: one probe after the usual pause. */
  void letGo() {
    if (isHeld()) {
      breaker.transitionToOpenState();
      look();
    }
  }

  /** Closed, and nothing has ever failed. */
  void close() {
    consecutive = 0;
    breaker.reset();
    look();
  }

  /** CLOSED, OPEN, HALF_OPEN or, where a person holds it open, HELD. */
  String state() {
    return isHeld() ? "HELD" : breaker.getState().name();
  }

  /** Resilience4j wants a throwable for a failure; nobody sees it, so it has no stack trace. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure() {
      super("failed", null, false, false);
    }
  }

  /** Monotonic time dressed as a clock: a step of the wall clock can't move a breaker. */
  private static final class MonotonicClock extends Clock {
    private final LongSupplier nanos;

    MonotonicClock(LongSupplier nanos) {
      this.nanos = nanos;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plus(Duration.ofNanos(nanos.getAsLong()));
    }
  }
}

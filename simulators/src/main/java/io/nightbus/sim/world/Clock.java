package io.nightbus.sim.world;

import java.time.Duration;
import java.time.Instant;

/**
 * The clocks of the gateway's machine, as it reads them: each at its own speed, the wall clock set
 * by anybody, the monotonic one standing while the machine sleeps. The peers go by the true time of
 * the agenda.
 */
final class Clock {
  private static final long MILLION = 1_000_000;

  private final Agenda agenda;
  private final Hand monotonic;
  private final Hand wall;
  private Duration set = Duration.ZERO;
  private long shown = Long.MIN_VALUE;

  /** A clock that is ahead of true time by so much, and gains from some moment on. */
  private static final class Hand {
    long ahead;
    long since;
    long gains;

    Hand(long now) {
      this.since = now;
    }

    long ahead(long now) {
      return gains == 0 ? ahead : ahead + (now - since) * gains / MILLION;
    }

    void gain(long partsPerMillion, long now) {
      ahead = ahead(now);
      since = now;
      gains = partsPerMillion;
    }
  }

  Clock(Agenda agenda) {
    this.agenda = agenda;
    this.monotonic = new Hand(agenda.now());
    this.wall = new Hand(agenda.now());
  }

  /** Monotonic nanoseconds, for the world alone: of a machine that sleeps, too. */
  long undisturbed() {
    return agenda.now() + monotonic.ahead(agenda.now());
  }

  /** Monotonic nanoseconds. */
  long nanos() {
    long nanos = undisturbed();
    if (nanos < shown) {
      throw new Violation(Invariant.SOUND, "the world's monotonic clock went back");
    }
    shown = nanos;
    return nanos;
  }

  Instant wall() {
    return agenda.wall().plusNanos(wall.ahead(agenda.now())).plus(set);
  }

  /** True time at which the monotonic clock shows this, if it goes on as it does now. */
  long due(long nanos) {
    long now = agenda.now();
    long left = nanos - nanos();
    if (left <= 0) {
      return now;
    }
    // One that gains shows it sooner, but never by more than it gains.
    return monotonic.gains == 0
        ? now + left
        : now + left - left * monotonic.gains / MILLION + 1_000;
  }

  /** From now on both run too fast (or, below 0, too slow) by so many parts in a million. */
  void drift(long monotonicParts, long wallParts) {
    monotonic.gain(monotonicParts, agenda.now());
    wall.gain(wallParts, agenda.now());
  }

  /** Somebody sets the wall clock; monotonic time knows nothing of it. */
  void step(Duration by) {
    set = set.plus(by);
  }

  /** The machine has slept for so long: its monotonic clock stood, the wall clock did not. */
  void slept(long nanos) {
    monotonic.ahead -= nanos;
  }
}

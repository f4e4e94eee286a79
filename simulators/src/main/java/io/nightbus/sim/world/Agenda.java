package io.nightbus.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Virtual time, as it truly is, and what happens next. What is due at the same nanosecond comes in
 * an order drawn from the seed.
 */
final class Agenda {
  private final PriorityQueue<Item> items = new PriorityQueue<>();
  private final SplittableRandom ties;
  private final long origin;
  private final Instant began;
  private long now;
  private long order;
  private long steps;

  /**
   * Starts empty.
   *
   * @param origin monotonic time at the start; any number, as only differences mean anything
   */
  Agenda(SplittableRandom ties, long origin, Instant began) {
    this.ties = ties;
    this.origin = origin;
    this.now = origin;
    this.began = began;
  }

  private record Item(long at, long tie, long order, Runnable what) implements Comparable<Item> {
    @Override
    public int compareTo(Item other) {
      int byTime = Long.compare(at, other.at);
      if (byTime != 0) {
        return byTime;
      }
      int byTie = Long.compare(tie, other.tie);
      return byTie != 0 ? byTie : Long.compare(order, other.order);
    }
  }

  /** Monotonic nanoseconds. */
  long now() {
    return now;
  }

  /** True time of day. */
  Instant wall() {
    return began.plusNanos(now - origin);
  }

  /** Virtual time since the start. */
  Duration elapsed() {
    return Duration.ofNanos(now - origin);
  }

  void at(long when, Runnable what) {
    items.add(new Item(Math.max(when, now), ties.nextLong(), order++, what));
  }

  void in(long nanos, Runnable what) {
    at(now + nanos, what);
  }

  void in(Duration pause, Runnable what) {
    at(now + pause.toNanos(), what);
  }

  /** Does the next thing that is due up to {@code until}; false where there is none. */
  boolean step(long until) {
    Item next = items.peek();
    if (next == null || next.at() > until) {
      now = Math.max(now, until);
      return false;
    }
    items.remove();
    now = next.at();
    steps++;
    next.what().run();
    return true;
  }

  /** Things done so far. */
  long steps() {
    return steps;
  }
}

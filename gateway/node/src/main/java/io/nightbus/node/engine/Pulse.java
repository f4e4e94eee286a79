package io.nightbus.node.engine;

import io.nightbus.node.wire.Deadlines;
import io.nightbus.node.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the clock every few milliseconds, so that nothing has to be scheduled per message: ticks
 * for the core, watchdogs for the wire. It sees when the loop itself stood still.
 */
final class Pulse implements Runnable {
  /** Milliseconds between two looks. */
  static final int EVERY = 5;

  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final long WATCH_EVERY = 100_000_000L;
  private static final long PAUSE = 1_000_000_000L;

  private final Turns turns;
  private final Wire wire;
  private long last = System.nanoTime();
  private long watched = last;

  Pulse(Turns turns, Wire wire) {
    this.turns = turns;
    this.wire = wire;
  }

  @Override
  public void run() {
    look(System.nanoTime());
  }

  void look(long now) {
    if (Deadlines.past(last + PAUSE, now)) {
      LOG.warn(
          "the event loop stood still for {} ms: the process was stopped, or the machine is"
              + " overloaded",
          (now - last) / 1_000_000);
      wire.forgive(now);
    }
    last = now;
    if (Deadlines.past(watched + WATCH_EVERY, now)) {
      watched = now;
      wire.watch(now);
    }
    turns.tellIfDue(now);
  }
}

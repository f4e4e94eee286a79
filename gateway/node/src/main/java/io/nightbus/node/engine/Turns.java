package io.nightbus.node.engine;

import io.nightbus.core.Core;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.node.wire.Deadlines;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the core one event at a time. What happens while an event's effects are carried out waits
 * for its turn. Lives on the event loop.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

  private final Moments moments = new Moments();
  private final ArrayDeque<Event> waiting = new ArrayDeque<>();
  private final LastResort lastResort;
  private @Nullable Core core;
  private Effects out = _ -> {};
  private boolean busy;

  Turns(LastResort lastResort) {
    this.lastResort = lastResort;
  }

  void begin(Core begun, Effects effects) {
    core = begun;
    out = effects;
    run(() -> begun.start(moments.now(), effects));
  }

  /** No event reaches the core any more. */
  void end() {
    core = null;
    waiting.clear();
  }

  void tell(Event event) {
    if (core != null) {
      waiting.add(event);
      if (!busy) {
        run(() -> {});
      }
    }
  }

  void tellIfDue(long now) {
    if (core != null && Deadlines.past(core.nextDeadline(), now)) {
      tell(new Event.Tick());
    }
  }

  /**
   * Does something that may cause events, and then tells the core of them. A failure in it or in
   * the core leaves memory behind that nobody can vouch for, so it ends the process.
   */
  void run(Runnable work) {
    busy = true;
    try {
      work.run();
      for (Event event = waiting.poll(); event != null && core != null; event = waiting.poll()) {
        core.on(event, moments.now(), out);
      }
    } catch (Throwable bug) {
      end();
      fail(bug);
    } finally {
      busy = false;
    }
  }

  private void fail(Throwable bug) {
    try {
      // Its message may quote what it choked on; where it happened is enough.
      LOG.error(
          "the core failed with {} and the process ends with status {}; it recovers from the book"
              + " when started again{}",
          bug.getClass().getName(),
          LastResort.CORE_FAILED,
          where(bug));
    } finally {
      lastResort.halt(LastResort.CORE_FAILED);
    }
  }

  private static String where(Throwable bug) {
    var text = new StringBuilder();
    for (StackTraceElement frame : bug.getStackTrace()) {
      text.append("\n\tat ").append(frame);
    }
    return text.toString();
  }
}

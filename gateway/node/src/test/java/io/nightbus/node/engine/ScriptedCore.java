package io.nightbus.node.engine;

import io.nightbus.core.Core;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what it is told, in order, and does what the test says. */
final class ScriptedCore implements Core {
  /** What the core does. */
  @FunctionalInterface
  interface Script {
    void on(Event event, Moment now, Effects out);
  }

  private final Script atStart;
  private final Script script;
  private final BlockingQueue<Event> heard = new LinkedBlockingQueue<>();
  private volatile long deadline = Long.MAX_VALUE;
  private boolean busy;

  ScriptedCore(Script atStart, Script script) {
    this.atStart = atStart;
    this.script = script;
  }

  @Override
  public void start(Moment now, Effects out) {
    atStart.on(new Event.Tick(), now, out);
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    if (busy) {
      throw new IllegalStateException("told of " + event + " amid another event");
    }
    busy = true;
    heard.add(event);
    script.on(event, now, out);
    busy = false;
  }

  @Override
  public long nextDeadline() {
    return deadline;
  }

  void deadline(long nanos) {
    deadline = nanos;
  }

  Event next() throws InterruptedException {
    Event event = heard.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("the core was told nothing for 10 s");
    }
    return event;
  }

  /** The next event of this kind; others are passed over. */
  <E extends Event> E next(Class<E> kind) throws InterruptedException {
    while (true) {
      Event event = next();
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
  }

  int waiting() {
    return heard.size();
  }
}

package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The core that ships, and around it one mistake: in what it is told, in what it wants done, in
 * what it wants kept, or in the time. Each kind of mistake overrides its part.
 */
class Sabotage implements Core {
  private final Core core;
  private final Dialect dialect;
  private final Deque<Event> made = new ArrayDeque<>();

  Sabotage(Core core, Dialect dialect) {
    this.core = core;
    this.dialect = dialect;
  }

  @Override
  public void start(Moment now, Effects out) {
    core.start(seen(now), effect -> does(effect, out));
    goOn(now, out);
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    core.on(told(event), seen(now), effect -> does(effect, out));
    goOn(now, out);
  }

  private void goOn(Moment now, Effects out) {
    for (Event next = made.poll(); next != null; next = made.poll()) {
      core.on(next, seen(now), effect -> does(effect, out));
    }
  }

  @Override
  public long nextDeadline() {
    return core.nextDeadline();
  }

  // --- what a mistake changes

  /** The time that it takes it to be. */
  Moment seen(Moment now) {
    return now;
  }

  /** What it hears of what happened. */
  Event told(Event event) {
    return event;
  }

  /** What becomes of what it wants done. */
  void does(Effect effect, Effects out) {
    switch (effect) {
      case Effect.Store(var sequence, var changes) ->
          out.add(new Effect.Store(sequence, stored(changes)));
      case Effect.Send _,
          Effect.Reply _,
          Effect.Open _,
          Effect.Close _,
          Effect.Load _,
          Effect.Note _ ->
          out.add(effect);
    }
  }

  /** What is kept of what it wants kept. */
  List<Change> stored(List<Change> changes) {
    return changes;
  }

  /** It will hear this, which has not happened, next. */
  final void hear(Event invented) {
    made.add(invented);
  }

  /** It will hear that this was acknowledged. */
  final void acknowledge(Effect.Send send) {
    hear(new Event.Received(send.link(), dialect.response(send.message(), "00").build()));
  }

  static Effect.Send after(Effect.Send send, Message message, long after) {
    return new Effect.Send(send.link(), message, send.token(), after, send.until());
  }
}

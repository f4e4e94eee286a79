package io.nightbus.node.engine;

import io.nightbus.core.Book;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Fact;
import io.nightbus.node.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out effects in their order; those that depend on a transaction wait until it is durable.
 */
final class Deeds implements Effects {
  private static final Logger LOG = LoggerFactory.getLogger(Deeds.class);

  private final Wire wire;
  private final Book book;
  private final FrontDesk desk;
  private final Observer observer;
  private final Pressure pressure;
  private final Held held;
  private long submitted;
  private boolean observerFailed;

  Deeds(Wire wire, Book book, FrontDesk desk, Observer observer, Pressure pressure, Held held) {
    this.wire = wire;
    this.book = book;
    this.desk = desk;
    this.observer = observer;
    this.pressure = pressure;
    this.held = held;
  }

  @Override
  public void add(Effect effect) {
    switch (effect) {
      // Over a link that is gone, and the core may not have heard of it yet, nothing waits: it
      // would be held for the next connection, to leave before the sign-on or behind its own
      // repeat.
      case Effect.Send send when !wire.stands(send.link()) -> perform(send);
      case Effect.Send send -> doOrHold(send.after(), send);
      case Effect.Store store -> store(store);
      case Effect.Reply reply -> doOrHold(reply.after(), reply);
      case Effect.Note note -> note(note.fact());
      case Effect.Load load -> book.load(load.query(), load.what());
      case Effect.Open open -> wire.open(open.link());
      case Effect.Close close -> wire.close(close.link(), close.why());
    }
  }

  /** Who counts must not be able to stop what is counted. */
  private void note(Fact fact) {
    try {
      observer.note(fact);
    } catch (RuntimeException fault) {
      if (!observerFailed) {
        observerFailed = true;
        LOG.error("an observer failed on {}; this is said once", fact.kind(), fault);
      }
    }
  }

  private void store(Effect.Store store) {
    if (store.sequence() != submitted + 1) {
      throw new IllegalStateException(
          "transaction " + store.sequence() + " came after " + submitted);
    }
    submitted = store.sequence();
    book.submit(submitted, store.changes());
    feel();
  }

  private void doOrHold(long after, Effect effect) {
    if (after <= held.durable()) {
      perform(effect);
    } else if (after <= submitted) {
      held.hold(after, effect);
      feel();
    } else {
      throw new IllegalStateException(
          "an effect depends on transaction " + after + ", only " + submitted + " were submitted");
    }
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Send send -> wire.send(send.link(), send.message(), send.token(), send.until());
      case Effect.Reply reply -> desk.reply(reply.command(), reply.result());
      case Effect.Store _, Effect.Note _, Effect.Load _, Effect.Open _, Effect.Close _ ->
          throw new IllegalStateException(effect.getClass().getSimpleName() + " never waits");
    }
  }

  long durable() {
    return held.durable();
  }

  long submitted() {
    return submitted;
  }

  /** Everything up to {@code through} is durable. */
  void durable(long through) {
    held.release(through, this::perform);
    feel();
  }

  /** This transaction was refused. */
  void clashed(long sequence) {
    held.drop(sequence);
    feel();
  }

  private void feel() {
    pressure.feel(submitted - held.durable(), held.count());
  }
}

package io.nightbus.node.engine;

import io.nightbus.core.Effect;
import io.nightbus.core.link.LinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Effects that wait until a transaction is durable: a ring of queues, one per transaction that is
 * not durable yet.
 */
final class Held {
  private @Nullable Waiting[] lasts = new Waiting[256];
  private long durable;
  private int count;

  /** A queue is known by its last, which points to its first. */
  private static final class Waiting {
    private final Effect effect;
    private Waiting next;

    Waiting(Effect effect) {
      this.effect = effect;
      this.next = this;
    }
  }

  /** Every transaction up to this one is durable. */
  long durable() {
    return durable;
  }

  /** Effects that wait. */
  int count() {
    return count;
  }

  /**
   * @param after above {@link #durable}
   */
  void hold(long after, Effect effect) {
    while (after - durable >= lasts.length) {
      grow();
    }
    var waiting = new Waiting(effect);
    Waiting last = lasts[slot(after)];
    if (last != null) {
      waiting.next = last.next;
      last.next = waiting;
    }
    lasts[slot(after)] = waiting;
    count++;
  }

  /** This transaction was refused: what waits for exactly it will never be done. */
  void drop(long sequence) {
    if (sequence > durable && sequence - durable < lasts.length) {
      take(sequence, effect -> {});
    }
  }

  /**
   * Takes out every message that waits to go out on this link: it is not to leave on the next
   * connection.
   */
  List<Effect.Send> dropSends(LinkId link) {
    var dropped = new ArrayList<Effect.Send>();
    for (long sequence = durable + 1; count > 0 && sequence < durable + lasts.length; sequence++) {
      var kept = new ArrayList<Effect>();
      take(
          sequence,
          effect -> {
            if (effect instanceof Effect.Send send && send.link().equals(link)) {
              dropped.add(send);
            } else {
              kept.add(effect);
            }
          });
      for (Effect effect : kept) {
        hold(sequence, effect);
      }
    }
    return dropped;
  }

  /** Hands on what waited for a transaction up to {@code through}: in order of the transactions. */
  void release(long through, Consumer<Effect> ready) {
    while (durable < through && count > 0) {
      durable++;
      take(durable, ready);
    }
    durable = Math.max(durable, through);
  }

  private void take(long sequence, Consumer<Effect> taker) {
    Waiting last = lasts[slot(sequence)];
    if (last == null) {
      return;
    }
    lasts[slot(sequence)] = null;
    Waiting each = last;
    do {
      each = each.next;
      count--;
      taker.accept(each.effect);
    } while (each != last);
  }

  private int slot(long sequence) {
    return (int) (sequence & lasts.length - 1);
  }

  private void grow() {
    @Nullable Waiting[] old = lasts;
    lasts = new Waiting[2 * old.length];
    for (long sequence = durable + 1; sequence < durable + old.length; sequence++) {
      lasts[slot(sequence)] = old[(int) (sequence & old.length - 1)];
    }
  }
}

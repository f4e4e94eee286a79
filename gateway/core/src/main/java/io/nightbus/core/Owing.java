package io.nightbus.core;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.saf.Obligation.Word;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.List;
import java.util.Optional;

/**
 * Takes on what we owe an endpoint, holds it behind what it names, and takes it back where that
 * came to nothing. What is to be stored is given to the caller, for it belongs into the transaction
 * of what made us owe it.
 */
final class Owing {
  /** Entries of one endpoint held in memory; the rest stays in the book until there is room. */
  static final int WINDOW = 10_000;

  private final Outbox outbox;
  private final Debts debts;

  Owing(Outbox outbox, Debts debts) {
    this.outbox = outbox;
    this.debts = debts;
  }

  // --- taken on

  /** A new obligation at the end of its lane. */
  Change.Owed owe(Peer to, Duty duty, String lane, Message message, long exchange) {
    long id = outbox.id();
    return owe(to, obligation(to, id, id, duty, lane, message, exchange), false);
  }

  /**
   * An originator's own advice or reversal.
   *
   * @param message as it is passed on
   * @param names the exchange of the originator's advice that its DE 90 names, 0 where there is
   *     none
   * @param heldBack it must not go before {@link #release}
   */
  Change.Owed passOn(Live live, Duty duty, Message message, long names, boolean heldBack) {
    long id = outbox.id();
    Obligation obligation =
        obligation(live.to, id, id, duty, live.lane, message, live.id)
            .saying(Word.ORIGINATORS, names);
    return owe(live.to, debts.named(obligation), heldBack);
  }

  /**
   * The news of a decision of ours.
   *
   * @param exposes it tells of an approval, which counts as exposure until it is acknowledged
   */
  Change.Owed adviceOf(Live live, Message message, boolean exposes) {
    long id = outbox.id();
    Obligation advice = obligation(live.to, id, id, Duty.ADVICE, live.lane, message, live.id);
    return owe(live.to, exposes ? advice.saying(Word.OUR_APPROVAL, 0) : advice, false);
  }

  /**
   * Our own reversal of an exchange. Where the network has decided meanwhile, it goes before the
   * network's advice, which waits in the same place of the lane.
   *
   * @param original what it undoes: the attempt, or the decision, by its own stamp
   */
  Change.Owed reversalOf(Live live, Stamp original) {
    Message message = Kept.reversal(live.forwarded, original, live.to.dialect);
    long id = outbox.id();
    Entry advice = live.overruled ? live.reversal : null;
    long order = advice == null ? id : advice.order();
    Obligation reversal =
        obligation(live.to, id, order, Duty.REVERSAL, live.lane, message, live.id);
    Change.Owed owed = owe(live.to, reversal, false);
    live.undoing = Entry.of(reversal);
    follow(id, live);
    return owed;
  }

  private Obligation obligation(
      Peer to, long id, long order, Duty duty, String lane, Message message, long exchange) {
    return new Obligation(
        id,
        order,
        to.name(),
        lane,
        duty,
        message,
        exchange,
        0,
        outbox.now().wall(),
        Optional.empty(),
        0);
  }

  private Change.Owed owe(Peer to, Obligation obligation, boolean heldBack) {
    outbox.note(Fact.Kind.OBLIGATION_OWED, to.name(), obligation.duty().name());
    to.dues.owed(obligation.duty());
    boolean isNew = obligation.order() == obligation.id();
    int room = WINDOW - to.lanes.size(Duty.REVERSAL) - to.lanes.size(Duty.ADVICE);
    if (!isNew || heldBack || !to.unread.keeps(obligation.lane(), obligation.order(), room)) {
      debts.put(obligation);
      if (!heldBack) {
        debts.enter(to, Entry.of(obligation));
      }
    }
    return new Change.Owed(obligation);
  }

  // --- behind what it names

  /**
   * The exchange has ended: what was held back behind it may go.
   *
   * @param over nothing of it can come to the peer any more: it was answered, or never sent
   */
  void release(Live live, boolean over) {
    for (Entry entry : live.heldBack) {
      if (debts.has(entry.id())) {
        if (over) {
          debts.originalIsOver(entry.id());
        }
        follow(entry.id(), live);
        debts.enter(live.to, entry);
      }
    }
  }

  /** Nothing of what this reversal undoes can come to the peer any more. */
  void originalIsOver(long reversal) {
    debts.originalIsOver(reversal);
  }

  /**
   * A reversal may not overtake its original: it takes the same connection while that stands. Once
   * that has been cut, what waited in it is gone.
   */
  private void follow(long reversal, Live live) {
    Path path = live.path;
    if (path != null) {
      debts.follow(reversal, path);
    }
  }

  /** It is owed and not settled, as far as we know. */
  boolean isOwed(Peer to, Entry entry) {
    return debts.has(entry.id()) || to.unread.mayHold(entry.order());
  }

  // --- taken back

  /** Our advice of an exchange, where it is in memory and not acknowledged. */
  Optional<Entry> adviceOf(long exchange) {
    return debts.ofExchange(exchange).stream()
        .filter(it -> it.duty() == Duty.ADVICE)
        .map(Entry::of)
        .findFirst();
  }

  /**
   * Takes an entry out of its lane if no byte of it can have left. Once the caller has stored that,
   * {@link Peer#freed} lets the card's next request go: before, it would be decided upon what the
   * book does not know yet.
   */
  boolean voidUnsent(Peer to, Entry entry) {
    Obligation obligation = debts.find(entry.id());
    boolean unsent =
        obligation != null
            && obligation.stamp().isEmpty()
            && (to.lanes.remove(entry) || debts.waitsNoMore(entry.id()));
    if (unsent) {
      debts.remove(entry.id());
      to.unread.ended(entry.id());
      to.dues.ended(entry.duty());
    }
    return unsent;
  }

  Change voided(Entry entry, String reason) {
    return new Change.ObligationEnded(entry.id(), Ending.VOIDED, reason, outbox.now().wall());
  }

  /**
   * Takes back what a refused transaction would have owed. Its first transmission may have been
   * handed to the engine, which drops it: what it depended on was refused with the rest.
   */
  void undo(Peer to, long exchange) {
    List<Entry> gone = debts.ofExchange(exchange).stream().map(Entry::of).toList();
    for (Entry entry : gone) {
      Optional<Flight> dropped =
          to.awaiting.removeNewest(flight ->
              flight instanceof Flight.Delivery delivery && delivery.entry().equals(entry));
      if (dropped.isPresent() && dropped.get() instanceof Flight.Delivery delivery) {
        delivery.takenBack();
        to.target.release(delivery.permit());
        to.lanes.done(entry);
      } else {
        to.lanes.remove(entry);
      }
      debts.remove(entry.id());
      to.dues.ended(entry.duty());
      to.freed(entry.lane());
    }
  }
}

package io.nightbus.core;

import io.nightbus.core.Change.AttemptEnd;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Tally;
import io.nightbus.iso.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A charge's step from one state to the next, all of it in one place: memory, the counts, the
 * forecast, the book, and what its card is told.
 */
final class Moves {
  private final Outbox outbox;
  private final Tally tally;
  private final AtWork atWork;
  private final Replay replay;

  Moves(Outbox outbox, Tally tally, AtWork atWork, Replay replay) {
    this.outbox = outbox;
    this.tally = tally;
    this.atWork = atWork;
    this.replay = replay;
  }

  /**
   * A new attempt is about to go.
   *
   * @param sending the charge with it
   * @return the transaction that has to be durable before its first byte
   */
  long sent(Charge before, Charge sending, Stamp stamp) {
    atWork.attempted(sending);
    tally.move(before.state(), ChargeState.SENDING, sending.amount());
    return outbox.store(
        new Change.ChargeSent(
            sending.id(), sending.attempt(), sending.rrn(), stamp, outbox.now().wall()));
  }

  /**
   * Moves it, and stores that.
   *
   * @param end how its present attempt has ended, empty where it has not
   * @param code DE 39 of the answer, empty where none came
   */
  void move(
      Charge charge,
      ChargeState to,
      Optional<AttemptEnd> end,
      String reason,
      String code,
      String approval) {
    outbox.store(moved(charge, to, end, reason, code, approval));
  }

  /** Moves it; what says so is to be stored by the caller. */
  List<Change> moved(
      Charge charge,
      ChargeState to,
      Optional<AttemptEnd> end,
      String reason,
      String code,
      String approval) {
    tally.move(charge.state(), to, charge.amount());
    replay.moved(charge, to);
    outbox.note(Fact.Kind.CHARGE_MOVED, charge.endpoint(), to.name());
    if (to.isTerminal() || to == ChargeState.HELD) {
      atWork.orderDone(charge);
      atWork.forget(charge);
    } else {
      atWork.put(charge.in(to));
    }
    var changes = new ArrayList<Change>();
    changes.add(
        new Change.ChargeMoved(charge.id(), to, end, reason, code, approval, outbox.now().wall()));
    sign(charge, to).ifPresent(sign -> changes.add(told(charge, sign, reason)));
    return changes;
  }

  // --- by hand

  /**
   * Takes it out of its lane; false where it is out. One that waits in the book is free. Once that
   * is stored, {@link Peer#freed}.
   */
  boolean withdraw(Peer peer, Charge charge) {
    boolean free = !atWork.has(charge.id()) || peer.lanes.remove(charge.entry());
    if (free) {
      peer.unread.ended(charge.id());
    }
    return free;
  }

  /**
   * A person moves it; one that goes again is read from the book, and its card with it.
   *
   * @param releases the money is authorised: nothing stands against the card any more
   */
  List<Change> byHand(Charge charge, ChargeState to, String reason, boolean releases) {
    List<Change> changes = moved(charge, to, Optional.empty(), reason, "", "");
    atWork.forget(charge);
    if (to == ChargeState.QUEUED) {
      atWork.letGo(charge.lane());
      atWork.order(charge);
    }
    if (releases) {
      changes.add(told(charge, CardSign.RELEASED, reason));
    }
    return changes;
  }

  // --- what its card is told

  private Change told(Charge charge, CardSign sign, String reason) {
    return new Change.CardTold(charge.id(), charge.lane(), sign, reason, outbox.now().wall());
  }

  /** What never went to anybody says nothing of its card. */
  private static Optional<CardSign> sign(Charge charge, ChargeState to) {
    return switch (to) {
      case AUTHORISED -> Optional.of(CardSign.RELEASED);
      case DECLINED -> Optional.of(CardSign.DECLINED);
      case HELD -> charge.attempt() == 0 ? Optional.empty() : Optional.of(CardSign.HELD);
      case ACCEPTED, QUEUED, SENDING, IN_DOUBT, REVERSING, EXPIRED, CANCELLED, SETTLED_BY_HAND ->
          Optional.empty();
    };
  }
}

package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.route.Choice;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.ResponseClass;
import java.util.Optional;

/**
 * Delivers the backlog of every endpoint: the head of each lane, paced, live traffic first; an
 * obligation until it is acknowledged, a charge until its fate is known. What goes out for either,
 * and what an answer makes of it, {@link Obligations} and {@link Charges} say.
 */
final class Deliveries {
  private static final long BLOCKED = 50_000_000L;
  private static final long RANGE_PAUSE = 1_000_000_000L;

  private final Outbox outbox;
  private final Obligations obligations;
  private final Charges charges;
  private final Replay replay;
  private final Reading reading;

  Deliveries(
      Outbox outbox, Obligations obligations, Charges charges, Replay replay, Reading reading) {
    this.outbox = outbox;
    this.obligations = obligations;
    this.charges = charges;
    this.replay = replay;
    this.reading = reading;
  }

  private static boolean isCharge(Entry entry) {
    return entry.duty() == Duty.CHARGE;
  }

  // --- the pump

  /** Sends what may go now. */
  void pump(Peer peer) {
    long now = outbox.nanos();
    peer.lanes.wake(now);
    replay.prepare(peer);
    reading.goOn(peer);
    while (peer.lanes.inFlight() < peer.settings.delivery().window()
        && peer.lanes.hasReady()
        && peer.blockedUntil <= now
        && peer.pace.take(now)) {
      Entry entry = peer.lanes.next().orElseThrow();
      if (isCharge(entry) && !mayGo(peer, entry)) {
        peer.pace.giveBack();
      } else if (!deliver(peer, entry)) {
        peer.pace.giveBack();
        peer.blockedUntil = now + BLOCKED;
      }
    }
  }

  /** A link came up or a breaker may have closed: try at once. */
  void unblock(Peer peer) {
    peer.blockedUntil = Long.MIN_VALUE;
  }

  /** When {@link #pump} has something to do at the earliest. */
  long deadline(Peer peer) {
    long due = peer.lanes.deadline();
    if (peer.lanes.hasReady() && peer.lanes.inFlight() < peer.settings.delivery().window()) {
      long open = peer.target.hasUsableLink() ? peer.blockedUntil : Long.MAX_VALUE;
      due = Math.min(due, Math.max(open, peer.pace.nextAt()));
    }
    return Math.min(due, replay.deadline(peer));
  }

  /** There is something to do for {@link #pump}. */
  boolean hasWork(Peer peer) {
    return !peer.lanes.isEmpty() || peer.hasUnread() || replay.isProbing(peer);
  }

  // --- out

  private boolean mayGo(Peer peer, Entry entry) {
    return switch (charges.gate(peer, entry)) {
      case Charges.Gate.Go _ -> true;
      case Charges.Gate.Later(var until) -> {
        peer.lanes.later(entry, until);
        yield false;
      }
      case Charges.Gate.Away _ -> {
        peer.lanes.done(entry);
        peer.unread.ended(entry.id());
        peer.freed(entry.lane());
        yield false;
      }
      case Charges.Gate.Ends(var next) -> {
        apply(peer, entry, next);
        yield false;
      }
    };
  }

  /** False where nothing can go to this endpoint for now. */
  private boolean deliver(Peer peer, Entry entry) {
    if (!isNumberFree(peer, entry)) {
      if (isCharge(entry)) {
        charges.notSent(entry);
      }
      peer.lanes.later(entry, outbox.nanos() + RANGE_PAUSE);
      return true;
    }
    Optional<Path> behind = obligations.behind(entry);
    Choice choice =
        behind.isPresent()
            ? peer.target.over(behind.get().link(), range(entry))
            : peer.target.choose(range(entry));
    if (choice instanceof NoRoute && isCharge(entry)) {
      charges.notSent(entry);
    }
    return switch (choice) {
      case Via(var link, var permit) -> {
        send(peer, entry, link, permit);
        yield true;
      }
      case NoRoute(var why) when why == Choice.Why.RANGE_OPEN -> {
        peer.lanes.later(entry, outbox.nanos() + RANGE_PAUSE);
        yield true;
      }
      case NoRoute _ when behind.isPresent() -> {
        peer.lanes.later(entry, outbox.nanos() + BLOCKED);
        yield true;
      }
      case NoRoute _ -> {
        peer.lanes.putBack(entry);
        yield false;
      }
    };
  }

  /** Numbering may have gone round: what is to be repeated waits while its number is out again. */
  private boolean isNumberFree(Peer peer, Entry entry) {
    Optional<Stamp> stamp =
        isCharge(entry) ? charges.repeating(entry) : obligations.repeating(entry);
    return stamp.isEmpty() || peer.awaiting.isFree(stamp.get().stan());
  }

  private String range(Entry entry) {
    String pan = isCharge(entry) ? charges.panOf(entry) : obligations.panOf(entry);
    return pan.length() < 6 ? "" : pan.substring(0, 6);
  }

  private void send(Peer peer, Entry entry, Link link, Permit permit) {
    Transmission transmission =
        isCharge(entry) ? charges.transmit(peer, entry) : obligations.transmit(peer, entry);
    long now = outbox.nanos();
    long deadline = now + peer.settings.delivery().answer().toNanos();
    Stamp stamp = transmission.stamp();
    long after = transmission.after();
    var flight = new Flight.Delivery(entry, link, permit, stamp, outbox.token(), after, now);
    peer.awaiting.add(stamp, transmission.message(), deadline, flight);
    flight.leaves(outbox);
    outbox.send(
        link.id(),
        transmission.message(),
        flight.token(),
        after,
        Math.min(deadline, transmission.latest()));
  }

  /** No byte left: it is the head of its lane again. */
  void unsent(Peer peer, Flight.Delivery flight) {
    Entry entry = flight.entry();
    flight.takenBack();
    peer.target.release(flight.permit());
    if (isCharge(entry)) {
      charges.unsent(entry);
    } else {
      obligations.unsent(entry);
    }
    peer.lanes.putBack(entry);
  }

  // --- back

  void answered(Peer peer, Flight.Delivery flight, Message response) {
    Entry entry = flight.entry();
    boolean charge = isCharge(entry);
    ResponseClass kind = charge ? charges.kind(peer, response) : kind(peer, response);
    flight.ended(true, outbox);
    Health health = charge ? charges.health(entry, kind, flight.sent()) : Health.of(kind);
    peer.target.ended(flight.permit(), health);
    pace(peer, flight.link(), health);
    Next next =
        charge
            ? charges.answered(peer, entry, kind, response)
            : obligations.answered(peer, flight, kind, response);
    apply(peer, entry, next);
  }

  private ResponseClass kind(Peer peer, Message response) {
    return peer.dialect.classify(response.responseCode(), outbox.now().day());
  }

  /** One issuer's outage is no reason to go slower with the others. */
  private void pace(Peer peer, Link link, Health health) {
    switch (health) {
      case WELL -> peer.pace.wentWell(link.roundTrip(), outbox.nanos());
      case SICK -> peer.pace.wentBadly(outbox.nanos());
      case RANGE_SICK, NEUTRAL -> {}
    }
  }

  /** The answer to a transmission that we had given up on: its entry pauses, or is settled. */
  void late(Peer peer, Flight.Delivery flight, Message response) {
    ResponseClass kind = kind(peer, response);
    Entry entry = flight.entry();
    outbox.note(Fact.Kind.ANSWER_LATE, peer.name(), kind.name());
    if (isCharge(entry)) {
      charges.late(peer, entry, kind, response).ifPresent(next -> applyOutside(peer, entry, next));
    } else {
      obligations.late(peer, flight, kind, response);
    }
  }

  /** No answer, or its link was lost: bytes may have left. */
  void unanswered(Peer peer, Flight.Delivery flight, Health silence) {
    Entry entry = flight.entry();
    boolean charge = isCharge(entry);
    Health health =
        charge && silence == Health.SICK ? charges.silence(entry, flight.sent()) : silence;
    peer.target.ended(flight.permit(), health);
    pace(peer, flight.link(), health);
    if (charge && silence != Health.SICK) {
      charges.notSent(entry);
    }
    outbox.note(
        Fact.Kind.OUTCOME_UNKNOWN,
        peer.name(),
        entry.duty().name(),
        charge ? charges.trail(peer, entry) : obligations.trail(entry));
    Next next = charge ? charges.unanswered(peer, entry) : obligations.unanswered(peer, entry);
    apply(peer, entry, next);
    if (next instanceof Next.Reverse(var reversal)) {
      obligations.follow(peer, reversal, Path.now(flight.link()));
    }
  }

  private void apply(Peer peer, Entry entry, Next next) {
    switch (next) {
      case Next.Done _ -> {
        peer.lanes.done(entry);
        peer.unread.ended(entry.id());
      }
      case Next.Later(var pause) -> peer.lanes.later(entry, outbox.nanos() + pause);
      case Next.Reverse(var reversal) -> {
        obligations.inPlaceOfCharge(peer, reversal);
        peer.lanes.done(entry);
      }
    }
    peer.freed(entry.lane());
  }

  /** The same for an entry that was pausing when its answer came. */
  private void applyOutside(Peer peer, Entry entry, Next next) {
    if (next instanceof Next.Done && peer.lanes.remove(entry)) {
      peer.unread.ended(entry.id());
      peer.freed(entry.lane());
    }
  }
}

package io.nightbus.core;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.saf.Obligation.Word;
import io.nightbus.core.saf.Receipt;
import io.nightbus.core.standin.Counters;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.ResponseClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The advices and reversals that are due: what goes out for each, and what an answer, or none,
 * makes of it, until it is delivered, or parked and settled by a person.
 */
final class Obligations {
  private final Outbox outbox;
  private final RandomGenerator jitter;
  private final Counters counters;
  private final Debts debts;
  private final Charges charges;

  Obligations(
      Outbox outbox, RandomGenerator jitter, Counters counters, Debts debts, Charges charges) {
    this.outbox = outbox;
    this.jitter = jitter;
    this.counters = counters;
    this.debts = debts;
    this.charges = charges;
  }

  String panOf(Entry entry) {
    return debts.get(entry).message().get(De.PAN, "");
  }

  // --- out

  /** The identity under which it goes out again, empty where it gets a new one. */
  Optional<Stamp> repeating(Entry entry) {
    return debts.get(entry).stamp();
  }

  /** The connection that it has to take, for what it undoes may lie in that one. */
  Optional<Path> behind(Entry entry) {
    return debts.behind(entry.id());
  }

  Transmission transmit(Peer peer, Entry entry) {
    Obligation obligation = debts.get(entry);
    boolean repeat = obligation.stamp().isPresent();
    Stamp stamp = obligation.stamp().orElseGet(() -> peer.stamps.issue(obligation.message().mti()));
    Obligation sent = obligation.attempted(Optional.of(stamp), obligation.attempts() + 1);
    debts.put(sent);
    if (sent.attempts() == peer.settings.delivery().alertAfter()) {
      outbox.note(Fact.Kind.OBLIGATION_OVERDUE, peer.name(), sent.duty().name(), sent.trail());
    }
    var changes = new ArrayList<Change>();
    changes.add(new Change.ObligationSent(sent.id(), stamp, sent.attempts()));
    if (!repeat && obligation.word() == Word.ORIGINATORS) {
      changes.add(new Change.Restamped(obligation.exchange(), stamp));
      debts.thatName(obligation.exchange()).forEach(it -> debts.put(it.naming(stamp)));
    }
    long sequence = outbox.store(changes);
    Message message = stamp.onto(obligation.message()).build();
    if (!repeat) {
      return new Transmission(message, stamp, sequence);
    }
    outbox.note(Fact.Kind.OBLIGATION_REPEATED, peer.name(), obligation.duty().name());
    return new Transmission(message.as(peer.dialect.repeat(message.mti())), stamp, sequence);
  }

  Trail trail(Entry entry) {
    return debts.get(entry).trail();
  }

  /** No byte left: its stamp is burnt, unless an earlier transmission may have used it. */
  void unsent(Entry entry) {
    Obligation obligation = debts.get(entry);
    if (obligation.attempts() == 1) {
      debts.put(obligation.attempted(Optional.empty(), 0));
      outbox.store(new Change.ObligationUnsent(entry.id()));
    }
  }

  // --- back

  Next answered(Peer peer, Flight.Delivery flight, ResponseClass kind, Message response) {
    Obligation obligation = debts.get(flight.entry());
    String code = response.responseCode();
    return switch (Receipt.of(kind, code)) {
      case Receipt.Delivered _ when isTooEarly(peer, flight, kind) -> askAgain(peer, obligation);
      case Receipt.Delivered _ -> {
        outbox.store(delivered(peer, obligation, code));
        yield new Next.Done();
      }
      case Receipt.NotNow _ -> pause(peer, obligation);
      case Receipt.Park(var why) -> {
        park(peer, obligation, why + field(response));
        yield new Next.Done();
      }
    };
  }

  Next unanswered(Peer peer, Entry entry) {
    return pause(peer, debts.get(entry));
  }

  private Next pause(Peer peer, Obligation obligation) {
    return new Next.Later(peer.backOff.after(obligation.attempts(), jitter));
  }

  /**
   * The answer to a transmission that we had given up on counts as long as the entry is not settled
   * otherwise.
   */
  void late(Peer peer, Flight.Delivery flight, ResponseClass kind, Message response) {
    Entry entry = flight.entry();
    if (debts.has(entry.id())
        && Receipt.of(kind, "") instanceof Receipt.Delivered
        && !isTooEarly(peer, flight, kind)
        && peer.lanes.remove(entry)) {
      outbox.store(delivered(peer, debts.get(entry), response.responseCode()));
      peer.freed(entry.lane());
    }
  }

  /**
   * "There is nothing to reverse" is final only when the original can't arrive any more: at once
   * where it has been answered or was never sent, or where the peer keeps a tombstone, otherwise
   * where it was first asked a quarantine after the connection that the original had taken was
   * gone, or had brought the reversal behind it (reliability §2.3): a repeat may be told the answer
   * that its first transmission had. Where a new attempt is to follow, any answer counts only then:
   * of what went out several times, one may have been undone and another come late.
   */
  private boolean isTooEarly(Peer peer, Flight.Delivery flight, ResponseClass kind) {
    Obligation obligation = debts.get(flight.entry());
    return obligation.duty() == Duty.REVERSAL
        && (kind == ResponseClass.NOT_FOUND || obligation.charge() != 0)
        && !peer.settings.guarantees().keepsTombstones()
        && !(obligation.charge() == 0 && debts.isOriginalOver(obligation.id()))
        && (debts.behind(obligation.id()).isPresent() || !isAskedLate(peer, flight, obligation));
  }

  private boolean isAskedLate(Peer peer, Flight.Delivery flight, Obligation obligation) {
    return obligation.stamp().filter(flight.stamp()::equals).isPresent()
        && debts.asked(obligation.id()) >= quarantine(peer, obligation);
  }

  private static long quarantine(Peer peer, Obligation obligation) {
    long usual = peer.settings.trailing().toNanos();
    // Longer where a new attempt follows; never shorter, also where a promise was taken back since.
    return obligation.charge() == 0
        ? usual
        : Math.max(usual, peer.settings.guarantees().arrival().toNanos());
  }

  /** As a new message: repeated under its old stamp it would be told the old answer. */
  private Next askAgain(Peer peer, Obligation obligation) {
    debts.came(obligation.id());
    debts.put(obligation.attempted(Optional.empty(), 0));
    return new Next.Later(quarantine(peer, obligation));
  }

  private List<Change> delivered(Peer peer, Obligation obligation, String code) {
    debts.remove(obligation.id());
    peer.unread.ended(obligation.id());
    peer.dues.ended(obligation.duty());
    outbox.note(Fact.Kind.OBLIGATION_DELIVERED, peer.name(), obligation.duty().name());
    var changes = new ArrayList<Change>();
    changes.add(ended(obligation, Ending.DELIVERED, code));
    changes.addAll(exposureBack(obligation));
    if (obligation.charge() != 0) {
      changes.addAll(charges.reversed(peer, obligation.charge()));
    }
    return changes;
  }

  private Change ended(Obligation obligation, Ending how, String reason) {
    return new Change.ObligationEnded(obligation.id(), how, reason, outbox.now().wall());
  }

  /** The host knows of the approval, or a person has told it. */
  private List<Change> exposureBack(Obligation obligation) {
    if (!obligation.exposes()) {
      return List.of();
    }
    long amount = obligation.message().amount();
    counters.add(Counters.EXPOSURE, Counters.ALL, -1, -amount);
    return List.of(new Change.Counted(Counters.EXPOSURE, Counters.ALL, -1, -amount));
  }

  // --- what is parked

  private void park(Peer peer, Obligation obligation, String reason) {
    debts.remove(obligation.id());
    peer.unread.ended(obligation.id());
    peer.dues.parked(obligation.duty());
    outbox.store(ended(obligation, Ending.PARKED, reason));
    outbox.note(
        Fact.Kind.OBLIGATION_PARKED, peer.name(), obligation.duty().name(), obligation.trail());
  }

  /** The field that the peer complains of, in DE 44 where it names one; nothing else of it. */
  private static String field(Message response) {
    String named = response.get(De.ADDITIONAL_RESPONSE, "").strip();
    return named.length() <= 3 ? De.parse(named).map(de -> ", " + de).orElse("") : "";
  }

  /** It is due and in memory. */
  boolean isKnown(long obligation) {
    return debts.has(obligation);
  }

  /**
   * A parked obligation is owed again, in its old place: as a new message, for under its old stamp
   * the peer would give its old answer.
   */
  long revive(Peer peer, Obligation parked, Change act) {
    peer.dues.revived(parked.duty());
    outbox.note(Fact.Kind.OBLIGATION_UNPARKED, peer.name(), "RETRIED", parked.trail());
    Obligation again = parked.attempted(Optional.empty(), 0);
    debts.put(again);
    debts.enter(peer, Entry.of(again));
    return outbox.store(new Change.ObligationRevived(parked.id()), act);
  }

  /** A parked obligation was settled in another way: whatever hung on it is free. */
  long settle(Peer peer, Obligation parked, String reason, Change act) {
    peer.dues.settled();
    outbox.note(Fact.Kind.OBLIGATION_UNPARKED, peer.name(), "SETTLED", parked.trail());
    var changes = new ArrayList<Change>();
    changes.add(ended(parked, Ending.SETTLED, reason));
    changes.addAll(exposureBack(parked));
    changes.add(act);
    return outbox.store(changes);
  }

  // --- in, from elsewhere

  /** The reversal of a charge is owed, in the charge's place. */
  void inPlaceOfCharge(Peer peer, Obligation reversal) {
    peer.dues.owed(reversal.duty());
    debts.put(reversal);
    peer.lanes.add(Entry.of(reversal));
  }

  /** Behind its original where that may lie in a connection, and a late one is not killed. */
  void follow(Peer peer, Obligation reversal, Path path) {
    if (!peer.settings.guarantees().keepsTombstones()) {
      debts.follow(reversal.id(), path);
    }
  }

  /** The book has told of it; one that is in memory stays as it is there. */
  void loaded(Peer peer, Obligation obligation) {
    Entry entry = Entry.of(obligation);
    if (debts.has(obligation.id())) {
      if (debts.waitsNoMore(obligation.id())) {
        peer.lanes.add(entry);
      }
      return;
    }
    debts.put(debts.named(obligation));
    peer.lanes.add(entry);
    obligation.stamp().ifPresent(stamp -> peer.rememberFlight(entry, stamp, obligation.message()));
  }
}

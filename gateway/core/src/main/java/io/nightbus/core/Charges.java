package io.nightbus.core;

import io.nightbus.core.Change.AttemptEnd;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Fare;
import io.nightbus.core.transit.Fate;
import io.nightbus.core.transit.Ranges;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The charges that are at work: what goes out for each, and what an answer, or none, makes of it.
 */
final class Charges {
  private final Outbox outbox;
  private final RandomGenerator jitter;
  private final AtWork atWork;
  private final Moves moves;
  private final Budgets budgets;
  private final Replay replay;

  Charges(
      Outbox outbox,
      RandomGenerator jitter,
      AtWork atWork,
      Moves moves,
      Budgets budgets,
      Replay replay) {
    this.outbox = outbox;
    this.jitter = jitter;
    this.atWork = atWork;
    this.moves = moves;
    this.budgets = budgets;
    this.replay = replay;
  }

  /** May its entry go now? */
  sealed interface Gate {
    record Go() implements Gate {}

    record Later(long until) implements Gate {}

    /** It is held: out of memory, and it waits in the book. */
    record Away() implements Gate {}

    /** Time, or an older charge, has decided instead. */
    record Ends(Next next) implements Gate {}
  }

  /** How a charge that was read from the book goes on. */
  sealed interface Entering {
    record Queue(Entry entry) implements Entering {}

    record Reversal(Obligation reversal) implements Entering {}

    record Nothing() implements Entering {}
  }

  private Charge charge(Entry entry) {
    return atWork.get(entry.id());
  }

  String panOf(Entry entry) {
    return charge(entry).pan().digits();
  }

  private static Guarantees promises(Peer peer) {
    return peer.settings.guarantees();
  }

  /** For so long the present attempt may still be repeated. */
  private Duration left(Peer peer, Charge charge) {
    return promises(peer).repeatable(peer.settings.underWay()).minus(atWork.age(charge));
  }

  // --- out

  /**
   * A doubtful charge whose peer's promise has run out meanwhile is not repeated but goes the next
   * way; a charge behind one that was declined for good does not go at all, nor one that has become
   * stale.
   */
  Gate gate(Peer peer, Entry entry) {
    Charge charge = budgets.madeTimely(charge(entry));
    boolean stale = budgets.fresh(charge).isNegative();
    Optional<String> spent = budgets.spent(charge);
    if (charge.state() == ChargeState.IN_DOUBT) {
      int repeats = stale ? Fate.REPEATS : atWork.repeats(charge);
      Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), repeats);
      if (!(fate instanceof Fate.Repeat)) {
        return new Gate.Ends(meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", ""));
      }
    } else if (atWork.isStopped(charge.lane())) {
      return held(charge, "an older charge of this card was declined for good");
    } else if (stale) {
      return held(charge, "its file's deadline has long passed");
    } else if (spent.isPresent()) {
      // Its last attempt was in doubt and has been undone; a new one would be one too many.
      return held(charge, spent.get());
    } else if (!budgets.isDue(charge)) {
      return new Gate.Later(outbox.nanos() + budgets.pause(charge).toNanos());
    }
    return switch (replay.gate(charge)) {
      case Ranges.Gate.Go _ -> new Gate.Go();
      case Ranges.Gate.Later(var until) -> new Gate.Later(until);
      case Ranges.Gate.Away _ -> {
        atWork.forget(charge);
        yield new Gate.Away();
      }
    };
  }

  /** It does not go at all. */
  private Gate held(Charge charge, String why) {
    return new Gate.Ends(hold(charge, Optional.empty(), why, ""));
  }

  /** It could not be sent now; where it was to probe a range, another may. */
  void notSent(Entry entry) {
    replay.notSent(charge(entry));
  }

  /** The identity under which it goes out again, empty where it gets a new one. */
  Optional<Stamp> repeating(Entry entry) {
    Charge charge = charge(entry);
    return charge.state() == ChargeState.IN_DOUBT ? charge.stamp() : Optional.empty();
  }

  Transmission transmit(Peer peer, Entry entry) {
    Charge charge = charge(entry);
    return charge.state() == ChargeState.IN_DOUBT ? repeat(peer, charge) : attempt(peer, charge);
  }

  /** A new attempt: new DE 7, 11 and 37, durable before the first byte. */
  private Transmission attempt(Peer peer, Charge charge) {
    int number = charge.attempt() + 1;
    Stamp stamp = peer.stamps.issue(Mti.AUTHORISATION_REQUEST);
    Charge sending = charge.attempted(number, Fare.reference(charge.id(), number), stamp);
    long after = moves.sent(charge, sending, stamp);
    long latest = outbox.nanos() + budgets.fresh(charge).toNanos();
    return new Transmission(message(peer, sending, stamp), stamp, after, latest);
  }

  private Transmission repeat(Peer peer, Charge charge) {
    Stamp stamp = stamp(charge);
    atWork.repeated(charge);
    outbox.note(Fact.Kind.OBLIGATION_REPEATED, peer.name(), Duty.CHARGE.name());
    Message message = message(peer, charge, stamp);
    long left = Math.min(left(peer, charge).toNanos(), budgets.fresh(charge).toNanos());
    long after = outbox.store(new Change.ChargeRepeated(charge.id(), charge.attempt()));
    return new Transmission(
        message.as(peer.dialect.repeat(message.mti())), stamp, after, outbox.nanos() + left);
  }

  private static Stamp stamp(Charge charge) {
    return charge
        .stamp()
        .orElseThrow(() -> new IllegalStateException("charge " + charge.id() + " was never sent"));
  }

  private static Message message(Peer peer, Charge charge, Stamp stamp) {
    return stamp.onto(peer.forwarded(Fare.request(charge, charge.rrn()))).build();
  }

  Trail trail(Peer peer, Entry entry) {
    return trail(peer, charge(entry));
  }

  /** Of the attempt that it is known by now. */
  private static Trail trail(Peer peer, Charge charge) {
    return Trail.of(message(peer, charge, stamp(charge)));
  }

  /** The attempt never left: the charge is what it was, and its stamp is burnt. */
  void unsent(Entry entry) {
    Charge charge = charge(entry);
    replay.notSent(charge);
    if (charge.state() == ChargeState.SENDING) {
      Charge back = charge.with(charge.tries().unsent());
      moves.move(back, ChargeState.QUEUED, Optional.of(AttemptEnd.UNSENT), "not sent", "", "");
    }
  }

  // --- back

  /**
   * What an answer means for a charge: a decline that the network's stand-in gave is no word of the
   * issuer, but of his absence (domain §4, §7.3).
   */
  ResponseClass kind(Peer peer, Message response) {
    ResponseClass kind = peer.dialect.classify(response.responseCode(), outbox.now().day());
    return kind.isDecline() && peer.dialect.isStandIn(response) ? ResponseClass.TECH_ISSUER : kind;
  }

  /**
   * What an answer says about the peer's health, and the card range's.
   *
   * @param sent when the attempt was, monotonic
   */
  Health health(Entry entry, ResponseClass kind, long sent) {
    Charge charge = charge(entry);
    return replay.answered(charge, kind, atWork.wasRepeated(charge), sent);
  }

  /** What silence says. */
  Health silence(Entry entry, long sent) {
    return replay.bad(charge(entry), sent);
  }

  Next answered(Peer peer, Entry entry, ResponseClass kind, Message response) {
    Charge charge = budgets.bounded(charge(entry).heard(), kind, response);
    boolean repeated = atWork.wasRepeated(charge);
    // To a repeat it may be the refusal of the repeat itself, and the first one may stand.
    boolean doubtful = repeated && peer.dialect.isStandIn(response);
    Fate fate =
        Fate.answered(
            kind,
            doubtful || peer.dialect.mayFollowPosting(response.responseCode()),
            repeated,
            charge,
            promises(peer),
            left(peer, charge),
            replay.rules().attempts());
    return meet(
        peer,
        charge,
        fate,
        AttemptEnd.ANSWERED,
        response.responseCode(),
        response.get(De.APPROVAL_CODE, ""));
  }

  /**
   * An answer that came while the charge was waiting to be repeated is its answer; after a reversal
   * it is too late.
   */
  Optional<Next> late(Peer peer, Entry entry, ResponseClass kind, Message response) {
    Charge charge = atWork.find(entry.id());
    boolean pausing = charge != null && charge.state() == ChargeState.IN_DOUBT;
    return pausing && kind.isApproval()
        ? Optional.of(answered(peer, entry, kind, response))
        : Optional.empty();
  }

  Next unanswered(Peer peer, Entry entry) {
    Charge charge = charge(entry);
    Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), atWork.repeats(charge));
    return meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", "");
  }

  // --- what becomes of it

  private Next meet(
      Peer peer, Charge charge, Fate fate, AttemptEnd end, String code, String approval) {
    return switch (fate) {
      case Fate.Authorised _ -> {
        replay.approved(charge);
        moves.move(charge, ChargeState.AUTHORISED, Optional.of(end), "APPROVED", code, approval);
        yield new Next.Done();
      }
      case Fate.Declined _ when replay.blows(charge) ->
          hold(
              charge, Optional.of(end), "declined while so many are that the fuse has blown", code);
      case Fate.Declined(var why) -> {
        if (why == ResponseClass.DECLINE_HARD) {
          atWork.stop(charge.lane());
        }
        moves.move(charge, ChargeState.DECLINED, Optional.of(end), why.name(), code, "");
        yield new Next.Done();
      }
      case Fate.Again(var why) -> {
        moves.move(charge, ChargeState.QUEUED, Optional.of(end), why, code, "");
        yield new Next.Later(peer.backOff.after(Math.max(1, charge.answered()), jitter));
      }
      case Fate.Repeat _ -> {
        if (charge.state() != ChargeState.IN_DOUBT) {
          moves.move(charge, ChargeState.IN_DOUBT, Optional.empty(), "repeating", code, "");
        } else {
          atWork.put(charge);
        }
        yield new Next.Later(peer.backOff.after(atWork.repeats(charge) + 1, jitter));
      }
      case Fate.ReverseFirst _ -> new Next.Reverse(reverse(peer, charge, end, code));
      case Fate.Hold(var why) -> hold(charge, Optional.of(end), why, code);
    };
  }

  private Next hold(Charge charge, Optional<AttemptEnd> end, String why, String code) {
    moves.move(charge, ChargeState.HELD, end, why, code, "");
    return new Next.Done();
  }

  /**
   * In one transaction the charge waits and the reversal of its attempt is owed, in the charge's
   * own place.
   */
  private Obligation reverse(Peer peer, Charge charge, AttemptEnd end, String code) {
    Message original = message(peer, charge, stamp(charge));
    var reversal =
        new Obligation(
            outbox.id(),
            charge.order(),
            peer.name(),
            charge.lane(),
            Duty.REVERSAL,
            Kept.reversal(original, stamp(charge), peer.dialect),
            0,
            charge.id(),
            outbox.now().wall(),
            Optional.empty(),
            0);
    outbox.note(Fact.Kind.OBLIGATION_OWED, peer.name(), Duty.REVERSAL.name());
    List<Change> changes =
        moves.moved(
            charge, ChargeState.REVERSING, Optional.of(end), "sent without an answer", code, "");
    changes.add(new Change.Owed(reversal));
    outbox.store(changes);
    return reversal;
  }

  /** The attempt has been undone: the charge goes back to its place, for a new one. */
  List<Change> reversed(Peer peer, long id) {
    Charge sent = atWork.get(id);
    Charge charge = sent.with(sent.tries().reversed());
    peer.lanes.add(charge.entry());
    return moves.moved(
        charge, ChargeState.QUEUED, Optional.of(AttemptEnd.REVERSED), "attempt reversed", "", "");
  }

  // --- in from the book

  /**
   * A charge that the last run left SENDING may have had its effect: it is in doubt, and resolved
   * as such.
   */
  Entering loaded(Peer peer, Charge charge) {
    if (atWork.has(charge.id())) {
      return new Entering.Nothing();
    }
    charge
        .stamp()
        .ifPresent(
            stamp -> peer.rememberFlight(charge.entry(), stamp, message(peer, charge, stamp)));
    return switch (charge.state()) {
      case QUEUED, IN_DOUBT -> {
        atWork.read(charge);
        yield new Entering.Queue(charge.entry());
      }
      case SENDING -> {
        atWork.read(charge);
        yield resolve(peer, charge);
      }
      case REVERSING -> {
        // Its reversal has its place in the lane, and brings it back.
        atWork.read(charge);
        yield new Entering.Nothing();
      }
      case ACCEPTED, HELD, AUTHORISED, DECLINED, EXPIRED, CANCELLED, SETTLED_BY_HAND ->
          new Entering.Nothing();
    };
  }

  private Entering resolve(Peer peer, Charge charge) {
    outbox.note(Fact.Kind.RECOVERED_UNKNOWN, peer.name(), Duty.CHARGE.name(), trail(peer, charge));
    Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), 0);
    return switch (meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", "")) {
      case Next.Done _ -> new Entering.Nothing();
      case Next.Later _ -> new Entering.Queue(charge.entry());
      case Next.Reverse(var reversal) -> new Entering.Reversal(reversal);
    };
  }
}

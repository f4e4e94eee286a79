package io.nightbus.core;

import io.nightbus.core.Change.AttemptEnd;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Fare;
import io.nightbus.core.transit.Fate;
import io.nightbus.core.transit.Ranges;
import io.nightbus.core.transit.RetryRule;
import io.nightbus.core.transit.RetryRules;
import io.nightbus.core.transit.Tally;
import io.nightbus.core.transit.Tries;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The charges that are at work: what goes out for each, and what an answer, or none, makes of it.
 */
final class Charges {
  private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

  private final Outbox outbox;
  private final RandomGenerator jitter;
  private final Tally tally;
  private final Replay replay;

  /** Cards of which a charge was declined for good. */
  private final Set<String> stopped = new HashSet<>();

  private final Map<Long, Charge> atWork = new HashMap<>();

  /** Charges that left memory while somebody looks at a picture of the book. */
  private final Set<Long> left = new HashSet<>();

  private boolean watched;

  /** Repeats of the present attempt; a charge that is here was sent at least once. */
  private final Map<Long, Integer> repeats = new HashMap<>();

  private final Ages ages;

  /** A person has said in this life that they go again; the age of their file is no bar. */
  private final Set<Long> ordered = new HashSet<>();

  Charges(Outbox outbox, RandomGenerator jitter, Tally tally, Replay replay, Recovered recovered) {
    this.outbox = outbox;
    this.jitter = jitter;
    this.tally = tally;
    this.replay = replay;
    this.ages = new Ages(outbox, recovered.transmittedUpTo());
    this.stopped.addAll(recovered.stopped());
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

  static Entry entry(Charge charge) {
    return new Entry(charge.id(), charge.order(), charge.lane(), Duty.CHARGE);
  }

  private Charge charge(long id) {
    Charge charge = atWork.get(id);
    if (charge == null) {
      throw new IllegalStateException("charge " + id + " is not at work");
    }
    return charge;
  }

  String panOf(Entry entry) {
    return charge(entry.id()).pan().digits();
  }

  // --- out

  /**
   * A doubtful charge whose peer's promise has run out meanwhile is not repeated but goes the next
   * way; a charge behind one that was declined for good does not go at all, nor one that has become
   * stale.
   */
  Gate gate(Peer peer, Entry entry) {
    Charge charge = madeTimely(charge(entry.id()));
    boolean stale = fresh(charge).isNegative();
    if (charge.state() == ChargeState.IN_DOUBT) {
      int repeats = stale ? Fate.REPEATS : repeated(charge);
      Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), repeats);
      if (!(fate instanceof Fate.Repeat)) {
        return new Gate.Ends(meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", ""));
      }
    } else if (stopped.contains(charge.lane())) {
      String why = "an older charge of this card was declined for good";
      return new Gate.Ends(hold(charge, Optional.empty(), why, ""));
    } else if (stale) {
      String why = "its file's deadline has long passed";
      return new Gate.Ends(hold(charge, Optional.empty(), why, ""));
    } else if (spent(charge).isPresent()) {
      // Its last attempt was in doubt and has been undone; a new one would be one too many.
      return new Gate.Ends(hold(charge, Optional.empty(), spent(charge).get(), ""));
    } else if (!isDue(charge)) {
      return new Gate.Later(outbox.nanos() + pauseOf(charge).toNanos());
    }
    return switch (replay.gate(charge)) {
      case Ranges.Gate.Go _ -> new Gate.Go();
      case Ranges.Gate.Later(var until) -> new Gate.Later(until);
      case Ranges.Gate.Away _ -> {
        forget(charge);
        yield new Gate.Away();
      }
    };
  }

  private Optional<String> spent(Charge charge) {
    return charge.tries().spent(replay.rules().attempts());
  }

  private boolean isDue(Charge charge) {
    return !charge.tries().due().isAfter(outbox.now().wall());
  }

  /** Whether an attempt more may follow now, by what its answers have left of its budget. */
  sealed interface Budget {
    record Left() implements Budget {}

    record Spent() implements Budget {}

    record NotBefore(Instant due) implements Budget {}
  }

  Budget budget(Charge charge) {
    if (spent(charge).isPresent()) {
      return new Budget.Spent();
    }
    Charge timely = timely(charge);
    return isDue(timely) ? new Budget.Left() : new Budget.NotBefore(timely.tries().due());
  }

  /**
   * Further away than any rule says, its time was told by a clock that has been set back since:
   * from now on the longest of them holds.
   */
  private Charge timely(Charge charge) {
    Duration longest = replay.rules().retries().longest();
    Instant latest = outbox.now().wall().plus(longest);
    return longest.isZero() || !charge.tries().due().isAfter(latest)
        ? charge
        : charge.with(charge.tries().due(latest));
  }

  /** The same, and the book says so too: the time begins once, and people see when it ends. */
  Charge madeTimely(Charge charge) {
    Charge timely = timely(charge);
    if (!timely.equals(charge)) {
      Tries tries = timely.tries();
      atWork.replace(charge.id(), timely);
      outbox.store(
          new Change.ChargeBounded(charge.id(), charge.attempt(), "", tries.most(), tries.due()));
    }
    return timely;
  }

  /** Looked at again each hour at least: the wall clock may be set. */
  private Duration pauseOf(Charge charge) {
    Duration left = Duration.between(outbox.now().wall(), charge.tries().due());
    return left.compareTo(LOOKED_AT_AGAIN) < 0 ? left : LOOKED_AT_AGAIN;
  }

  private boolean wasRepeated(Charge charge) {
    return repeated(charge) > 0 || charge.state() == ChargeState.IN_DOUBT;
  }

  private int repeated(Charge charge) {
    return repeats.getOrDefault(charge.id(), 0);
  }

  /** It could not be sent now; where it was to probe a range, another may. */
  void notSent(Entry entry) {
    replay.notSent(charge(entry.id()));
  }

  /** The identity under which it goes out again, empty where it gets a new one. */
  Optional<Stamp> repeating(Entry entry) {
    Charge charge = charge(entry.id());
    return charge.state() == ChargeState.IN_DOUBT ? charge.stamp() : Optional.empty();
  }

  Transmission transmit(Peer peer, Entry entry) {
    Charge charge = charge(entry.id());
    return charge.state() == ChargeState.IN_DOUBT ? repeat(peer, charge) : attempt(peer, charge);
  }

  /** A new attempt: new DE 7, 11 and 37, durable before the first byte. */
  private Transmission attempt(Peer peer, Charge charge) {
    int number = charge.attempt() + 1;
    Stamp stamp = peer.stamps.issue(Mti.AUTHORISATION_REQUEST);
    Charge sending = charge.attempted(number, Fare.reference(charge.id(), number), stamp);
    atWork.put(charge.id(), sending);
    repeats.put(charge.id(), 0);
    ages.attempted(charge.id());
    tally.move(charge.state(), ChargeState.SENDING, charge.amount());
    long after =
        outbox.store(
            new Change.ChargeSent(charge.id(), number, sending.rrn(), stamp, outbox.now().wall()));
    long latest = outbox.nanos() + fresh(charge).toNanos();
    return new Transmission(message(peer, sending, stamp), stamp, after, latest);
  }

  /** For so long its file's age does not keep it back. */
  private Duration fresh(Charge charge) {
    return ordered.contains(charge.id()) ? Replay.YEAR : replay.fresh(charge);
  }

  private Transmission repeat(Peer peer, Charge charge) {
    Stamp stamp = stamp(charge);
    repeats.merge(charge.id(), 1, Integer::sum);
    outbox.note(Fact.Kind.OBLIGATION_REPEATED, peer.name(), Duty.CHARGE.name());
    Message message = message(peer, charge, stamp);
    long left = Math.min(left(peer, charge).toNanos(), fresh(charge).toNanos());
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
    Charge charge = charge(entry.id());
    return replay.answered(charge, kind, wasRepeated(charge), sent);
  }

  /** What silence says. */
  Health silence(Entry entry, long sent) {
    return replay.bad(charge(entry.id()), sent);
  }

  Next answered(Peer peer, Entry entry, ResponseClass kind, Message response) {
    Charge charge = bounded(charge(entry.id()).heard(), kind, response);
    boolean repeated = wasRepeated(charge);
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
   * What the answer leaves of the charge's attempts is durable before what follows from it: a crash
   * in between leaves the attempt in doubt, and no budget larger than it is.
   */
  private Charge bounded(Charge charge, ResponseClass kind, Message response) {
    if (kind.isApproval()) {
      return charge;
    }
    RetryRules retries = replay.rules().retries();
    Instant now = outbox.now().wall();
    String advice = retries.adviceOf(response);
    List<RetryRule> rules = retries.after(kind, advice, now);
    Charge bounded = charge;
    for (RetryRule rule : rules) {
      Tries left = bounded.tries().bounded(rule.attempts(), now.plus(rule.spacing()));
      bounded = bounded.with(left);
    }
    if (!rules.isEmpty() || !advice.isEmpty()) {
      Tries tries = bounded.tries();
      outbox.store(
          new Change.ChargeBounded(
              charge.id(), charge.attempt(), advice, tries.most(), tries.due()));
    }
    return bounded;
  }

  /**
   * An answer that came while the charge was waiting to be repeated is its answer; after a reversal
   * it is too late.
   */
  Optional<Next> late(Peer peer, Entry entry, ResponseClass kind, Message response) {
    Charge charge = atWork.get(entry.id());
    boolean pausing = charge != null && charge.state() == ChargeState.IN_DOUBT;
    return pausing && kind.isApproval()
        ? Optional.of(answered(peer, entry, kind, response))
        : Optional.empty();
  }

  Next unanswered(Peer peer, Entry entry) {
    Charge charge = charge(entry.id());
    Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), repeated(charge));
    return meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", "");
  }

  /** The attempt never left: the charge is what it was, and its stamp is burnt. */
  void unsent(Entry entry) {
    Charge charge = charge(entry.id());
    replay.notSent(charge);
    if (charge.state() == ChargeState.SENDING) {
      Charge back = charge.with(charge.tries().unsent());
      move(back, ChargeState.QUEUED, Optional.of(AttemptEnd.UNSENT), "not sent", "", "");
    }
  }

  private Next meet(
      Peer peer, Charge charge, Fate fate, AttemptEnd end, String code, String approval) {
    return switch (fate) {
      case Fate.Authorised _ -> {
        replay.approved(charge);
        move(charge, ChargeState.AUTHORISED, Optional.of(end), "APPROVED", code, approval);
        yield new Next.Done();
      }
      case Fate.Declined _ when replay.blows(charge) ->
          hold(
              charge, Optional.of(end), "declined while so many are that the fuse has blown", code);
      case Fate.Declined(var why) -> {
        if (why == ResponseClass.DECLINE_HARD) {
          stopped.add(charge.lane());
        }
        move(charge, ChargeState.DECLINED, Optional.of(end), why.name(), code, "");
        yield new Next.Done();
      }
      case Fate.Again(var why) -> {
        move(charge, ChargeState.QUEUED, Optional.of(end), why, code, "");
        yield new Next.Later(peer.backOff.after(Math.max(1, charge.answered()), jitter));
      }
      case Fate.Repeat _ -> {
        if (charge.state() != ChargeState.IN_DOUBT) {
          move(charge, ChargeState.IN_DOUBT, Optional.empty(), "repeating", code, "");
        } else {
          atWork.put(charge.id(), charge);
        }
        yield new Next.Later(peer.backOff.after(repeated(charge) + 1, jitter));
      }
      case Fate.ReverseFirst _ -> new Next.Reverse(reverse(peer, charge, end, code));
      case Fate.Hold(var why) -> hold(charge, Optional.of(end), why, code);
    };
  }

  private Next hold(Charge charge, Optional<AttemptEnd> end, String why, String code) {
    move(charge, ChargeState.HELD, end, why, code, "");
    return new Next.Done();
  }

  /** Every step in one place: memory, tally, book. */
  private void move(
      Charge charge,
      ChargeState to,
      Optional<AttemptEnd> end,
      String reason,
      String code,
      String approval) {
    outbox.store(moved(charge, to, end, reason, code, approval));
  }

  private List<Change> moved(
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
      ordered.remove(charge.id());
      forget(charge);
    } else {
      atWork.put(charge.id(), charge.in(to));
    }
    var changes = new ArrayList<Change>();
    changes.add(
        new Change.ChargeMoved(charge.id(), to, end, reason, code, approval, outbox.now().wall()));
    sign(charge, to).ifPresent(sign -> changes.add(told(charge, sign, reason)));
    return changes;
  }

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

  private void forget(Charge charge) {
    atWork.remove(charge.id());
    repeats.remove(charge.id());
    ages.forget(charge.id());
    replay.gone(charge);
    if (watched) {
      left.add(charge.id());
    }
  }

  // --- by hand

  /**
   * Takes it out of its lane; false where it is out. One that waits in the book is free. Once that
   * is stored, {@link Peer#freed}.
   */
  boolean withdraw(Peer peer, Charge charge) {
    boolean free = !isAtWork(charge.id()) || peer.lanes.remove(entry(charge));
    if (free) {
      peer.unread.ended(charge.id());
    }
    return free;
  }

  /** One of this card's charges was declined for good. */
  boolean isStopped(String lane) {
    return stopped.contains(lane);
  }

  private boolean isAtWork(long id) {
    return atWork.containsKey(id);
  }

  /** From here on what leaves memory is noted, so that a picture of the book is read rightly. */
  void watch() {
    watched = true;
  }

  void watchNoMore() {
    watched = false;
    left.clear();
  }

  /** A charge that the book showed, as it is by now; null where it has gone on since. */
  @Nullable Charge asItIs(Charge shown) {
    return left.contains(shown.id()) ? null : atWork.getOrDefault(shown.id(), shown);
  }

  /**
   * A person moves it; one that goes again is read from the book, and its card with it.
   *
   * @param releases the money is authorised: nothing stands against the card any more
   */
  List<Change> byHand(Charge charge, ChargeState to, String reason, boolean releases) {
    List<Change> changes = moved(charge, to, Optional.empty(), reason, "", "");
    forget(charge);
    if (to == ChargeState.QUEUED) {
      stopped.remove(charge.lane());
      ordered.add(charge.id());
    }
    if (releases) {
      changes.add(told(charge, CardSign.RELEASED, reason));
    }
    return changes;
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
        moved(charge, ChargeState.REVERSING, Optional.of(end), "sent without an answer", code, "");
    changes.add(new Change.Owed(reversal));
    outbox.store(changes);
    return reversal;
  }

  /** The attempt has been undone: the charge goes back to its place, for a new one. */
  List<Change> reversed(Peer peer, long id) {
    Charge sent = charge(id);
    Charge charge = sent.with(sent.tries().reversed());
    peer.lanes.add(entry(charge));
    return moved(
        charge, ChargeState.QUEUED, Optional.of(AttemptEnd.REVERSED), "attempt reversed", "", "");
  }

  private static Guarantees promises(Peer peer) {
    return peer.settings.guarantees();
  }

  /** For so long the present attempt may still be repeated. */
  private Duration left(Peer peer, Charge charge) {
    return promises(peer).repeatable(peer.settings.underWay()).minus(ages.of(charge));
  }

  // --- in from the book

  /**
   * A charge that the last run left SENDING may have had its effect: it is in doubt, and resolved
   * as such.
   */
  Entering loaded(Peer peer, Charge charge) {
    if (atWork.containsKey(charge.id())) {
      return new Entering.Nothing();
    }
    atWork.put(charge.id(), charge);
    ages.read(charge);
    charge
        .stamp()
        .ifPresent(
            stamp -> peer.rememberFlight(entry(charge), stamp, message(peer, charge, stamp)));
    return switch (charge.state()) {
      case QUEUED, IN_DOUBT -> new Entering.Queue(entry(charge));
      case SENDING -> resolve(peer, charge);
      case REVERSING -> new Entering.Nothing();
      case ACCEPTED, HELD, AUTHORISED, DECLINED, EXPIRED, CANCELLED, SETTLED_BY_HAND -> {
        atWork.remove(charge.id());
        ages.forget(charge.id());
        yield new Entering.Nothing();
      }
    };
  }

  private Entering resolve(Peer peer, Charge charge) {
    outbox.note(Fact.Kind.RECOVERED_UNKNOWN, peer.name(), Duty.CHARGE.name());
    Fate fate = Fate.inDoubt(promises(peer), left(peer, charge), 0);
    return switch (meet(peer, charge, fate, AttemptEnd.UNANSWERED, "", "")) {
      case Next.Done _ -> new Entering.Nothing();
      case Next.Later _ -> new Entering.Queue(entry(charge));
      case Next.Reverse(var reversal) -> new Entering.Reversal(reversal);
    };
  }
}

package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.route.Choice;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.saf.Obligation.Word;
import io.nightbus.core.saf.Receipt;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.transit.Charge;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.ResponseClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Delivers the backlog of every endpoint: the head of each lane, paced, live traffic first; an
 * obligation until it is acknowledged, a charge until its fate is known.
 */
final class Deliveries {
  /** Entries of one endpoint held in memory; the rest stays in the book until there is room. */
  private static final int WINDOW = 10_000;

  private static final int CANARIES = 8;

  /** Read from the book at a time: while it reads, nobody's request is stored. */
  private static final int READ = 250;

  private static final long BLOCKED = 50_000_000L;
  private static final long RANGE_PAUSE = 1_000_000_000L;

  private final Outbox outbox;
  private final RandomGenerator jitter;
  private final Counters counters;
  private final Charges charges;
  private final Replay replay;
  private final Debts debts;
  private final Map<Long, Peer> questions = new HashMap<>();

  /** For which card range canaries were asked for. */
  private final Map<Long, String> asking = new HashMap<>();

  private LaneCleared cleared = (_, _) -> {};

  /** Told when a card has nothing undelivered any more. */
  @FunctionalInterface
  interface LaneCleared {
    void laneCleared(Peer peer, String lane);
  }

  Deliveries(
      Outbox outbox, RandomGenerator jitter, Counters counters, Charges charges, Replay replay) {
    this.outbox = outbox;
    this.jitter = jitter;
    this.counters = counters;
    this.charges = charges;
    this.replay = replay;
    this.debts = new Debts(outbox);
  }

  void whenCleared(LaneCleared listener) {
    cleared = listener;
  }

  // --- what is owed

  /** A new obligation at the end of its lane; the change has to be stored by the caller. */
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
    return owe(live.to, named(obligation), heldBack);
  }

  /** What it names may have gone out meanwhile: then that is what the peer knows. */
  private Obligation named(Obligation obligation) {
    return obligation.names() == 0 || obligation.attempts() > 0
        ? obligation
        : debts.stampOf(obligation.names()).map(obligation::naming).orElse(obligation);
  }

  /**
   * The news of a decision of ours.
   *
   * @param exposes it tells of an approval, which counts as exposure until it is acknowledged
   */
  Change.Owed oweAdvice(Live live, Message message, boolean exposes) {
    long id = outbox.id();
    Obligation advice = obligation(live.to, id, id, Duty.ADVICE, live.lane, message, live.id);
    return owe(live.to, exposes ? advice.saying(Word.OUR_APPROVAL, 0) : advice, false);
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

  /**
   * Our own reversal of an exchange. Where the network has decided meanwhile, it goes before the
   * network's advice, which waits in the same place of the lane.
   *
   * @param original what it undoes: the attempt, or the decision, by its own stamp
   */
  Change.Owed reversalOf(Live live, Stamp original) {
    Peer to = live.to;
    Message message = Kept.reversal(live.forwarded, original, to.dialect);
    long id = outbox.id();
    Entry advice = live.overruled ? live.reversal : null;
    long order = advice == null ? id : advice.order();
    Change.Owed owed =
        owe(to, obligation(to, id, order, Duty.REVERSAL, live.lane, message, live.id), false);
    live.undoing = entry(owed.obligation());
    follow(id, live);
    return owed;
  }

  /** Our advice of an exchange, where it is in memory and not acknowledged. */
  Optional<Entry> adviceOf(long exchange) {
    return debts.ofExchange(exchange).stream()
        .filter(it -> it.duty() == Duty.ADVICE)
        .map(Deliveries::entry)
        .findFirst();
  }

  private Change.Owed owe(Peer to, Obligation obligation, boolean heldBack) {
    outbox.note(Fact.Kind.OBLIGATION_OWED, to.name(), obligation.duty().name());
    to.dues.owed(obligation.duty());
    boolean isNew = obligation.order() == obligation.id();
    int room = WINDOW - to.lanes.size(Duty.REVERSAL) - to.lanes.size(Duty.ADVICE);
    if (!isNew || heldBack || !to.unread.keeps(obligation.lane(), obligation.order(), room)) {
      debts.put(obligation);
      if (!heldBack) {
        to.lanes.add(entry(obligation));
      }
    }
    return new Change.Owed(obligation);
  }

  static Entry entry(Obligation obligation) {
    return new Entry(obligation.id(), obligation.order(), obligation.lane(), obligation.duty());
  }

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
        live.to.lanes.add(entry);
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
  void follow(long reversal, Live live) {
    Path path = live.path;
    if (path != null) {
      debts.follow(reversal, path);
    }
  }

  /** It is owed and not settled, as far as we know. */
  boolean isOwed(Peer to, Entry entry) {
    return debts.has(entry.id()) || to.unread.mayHold(entry.order());
  }

  /**
   * Takes back what a refused transaction would have owed. Its first transmission may have been
   * handed to the engine, which drops it: what it depended on was refused with the rest.
   */
  void undo(Peer to, long exchange) {
    List<Entry> gone = debts.ofExchange(exchange).stream().map(Deliveries::entry).toList();
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
      laneMaybeCleared(to, entry.lane());
    }
  }

  /**
   * Takes an entry out of its lane if no byte of it can have left. Once the caller has stored that,
   * {@link #freed} lets the card's next request go: before, it would be decided upon what the book
   * does not know yet.
   */
  boolean voidUnsent(Peer to, Entry entry) {
    Obligation obligation = debts.find(entry.id());
    boolean unsent = obligation != null && obligation.stamp().isEmpty() && to.lanes.remove(entry);
    if (unsent) {
      debts.remove(entry.id());
      to.unread.ended(entry.id());
      to.dues.ended(entry.duty());
    }
    return unsent;
  }

  /**
   * Takes a charge out of its lane; false where it is out. One that waits in the book is free. Once
   * that is stored, {@link #freed}.
   */
  boolean withdraw(Peer peer, Charge charge) {
    Entry entry = Charges.entry(charge);
    boolean free = !charges.isAtWork(charge.id()) || peer.lanes.remove(entry);
    if (free) {
      peer.unread.ended(charge.id());
    }
    return free;
  }

  /** Something of this card's has been voided, and that is stored. */
  void freed(Peer to, String lane) {
    laneMaybeCleared(to, lane);
  }

  List<Change> voided(Entry entry, String reason) {
    return List.of(
        new Change.ObligationEnded(entry.id(), Ending.VOIDED, reason, outbox.now().wall()));
  }

  /** The book may have entries of it that are not in memory. */
  boolean hasUnread(Peer peer) {
    return !peer.unread.isNothing();
  }

  boolean hasBacklog(Peer peer) {
    return !peer.lanes.isEmpty() || peer.unread.hasLanes();
  }

  boolean isBusy(Peer peer, String lane) {
    return peer.lanes.isBusy(lane) || peer.unread.mayHold(lane);
  }

  private void laneMaybeCleared(Peer peer, String lane) {
    if (!isBusy(peer, lane)) {
      cleared.laneCleared(peer, lane);
    }
  }

  // --- what is parked

  /** It is owed and in memory. */
  boolean isKnown(long obligation) {
    return debts.has(obligation);
  }

  /**
   * A parked obligation is owed again, in its old place: as a new message, for under its old stamp
   * the peer would give its old answer.
   */
  long revive(Peer peer, Obligation parked, Change act) {
    peer.dues.revived(parked.duty());
    outbox.note(Fact.Kind.OBLIGATION_UNPARKED, peer.name(), "RETRIED");
    Obligation again = parked.attempted(Optional.empty(), 0);
    debts.put(again);
    peer.lanes.add(entry(again));
    return outbox.store(new Change.ObligationRevived(parked.id()), act);
  }

  /** A parked obligation was settled in another way: whatever hung on it is free. */
  long settle(Peer peer, Obligation parked, String reason, Change act) {
    peer.dues.settled();
    outbox.note(Fact.Kind.OBLIGATION_UNPARKED, peer.name(), "SETTLED");
    var changes = new ArrayList<Change>();
    changes.add(
        new Change.ObligationEnded(parked.id(), Ending.SETTLED, reason, outbox.now().wall()));
    changes.addAll(exposureBack(parked));
    changes.add(act);
    return outbox.store(changes);
  }

  // --- the pump

  /** Sends what may go now. */
  void pump(Peer peer) {
    long now = outbox.nanos();
    peer.lanes.wake(now);
    replay.prepare(peer);
    readOn(peer);
    askForCanaries(peer);
    while (peer.lanes.inFlight() < peer.settings.delivery().window()
        && peer.lanes.hasReady()
        && peer.blockedUntil <= now
        && peer.pace.take(now)) {
      Entry entry = peer.lanes.next().orElseThrow();
      if (entry.duty() == Duty.CHARGE && !mayGo(peer, entry)) {
        peer.pace.giveBack();
      } else if (!deliver(peer, entry)) {
        peer.pace.giveBack();
        peer.blockedUntil = now + BLOCKED;
      }
    }
  }

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
        laneMaybeCleared(peer, entry.lane());
        yield false;
      }
      case Charges.Gate.Ends(var next) -> {
        apply(peer, entry, next);
        yield false;
      }
    };
  }

  private boolean deliver(Peer peer, Entry entry) {
    if (!isNumberFree(peer, entry)) {
      if (entry.duty() == Duty.CHARGE) {
        charges.notSent(entry);
      }
      peer.lanes.later(entry, outbox.nanos() + RANGE_PAUSE);
      return true;
    }
    Optional<Path> behind = debts.behind(entry.id());
    Choice choice =
        behind.isPresent()
            ? peer.target.over(behind.get().link(), range(entry))
            : peer.target.choose(range(entry));
    if (choice instanceof NoRoute && entry.duty() == Duty.CHARGE) {
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
        entry.duty() == Duty.CHARGE ? charges.repeating(entry) : debts.get(entry).stamp();
    return stamp.isEmpty() || peer.awaiting.isFree(stamp.get().stan());
  }

  private String range(Entry entry) {
    String pan =
        entry.duty() == Duty.CHARGE
            ? charges.panOf(entry)
            : debts.get(entry).message().get(De.PAN, "");
    return pan.length() < 6 ? "" : pan.substring(0, 6);
  }

  private void send(Peer peer, Entry entry, Link link, Permit permit) {
    Transmission transmission =
        entry.duty() == Duty.CHARGE
            ? charges.transmit(peer, entry)
            : transmit(peer, debts.get(entry));
    long deadline = outbox.nanos() + peer.settings.delivery().answer().toNanos();
    var flight =
        new Flight.Delivery(
            entry,
            link,
            permit,
            transmission.stamp(),
            outbox.token(),
            transmission.after(),
            outbox.nanos());
    peer.awaiting.add(transmission.stamp(), transmission.message(), deadline, flight);
    flight.leaves(outbox);
    outbox.send(
        link.id(),
        transmission.message(),
        flight.token(),
        transmission.after(),
        Math.min(deadline, transmission.latest()));
  }

  /**
   * A message that is ready to go, under the stamp that was stored for it.
   *
   * @param latest it must not be handed to the wire after this moment, monotonic
   */
  record Transmission(Message message, Stamp stamp, long after, long latest) {
    Transmission(Message message, Stamp stamp, long after) {
      this(message, stamp, after, Long.MAX_VALUE);
    }
  }

  private Transmission transmit(Peer peer, Obligation obligation) {
    boolean repeat = obligation.stamp().isPresent();
    Stamp stamp = obligation.stamp().orElseGet(() -> peer.stamps.issue(obligation.message().mti()));
    Obligation sent = obligation.attempted(Optional.of(stamp), obligation.attempts() + 1);
    debts.put(sent);
    if (sent.attempts() == peer.settings.delivery().alertAfter()) {
      outbox.note(Fact.Kind.OBLIGATION_OVERDUE, peer.name(), sent.duty().name());
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

  // --- what came of a delivery

  void answered(Peer peer, Flight.Delivery flight, Message response) {
    boolean charge = flight.entry().duty() == Duty.CHARGE;
    ResponseClass kind = charge ? charges.kind(peer, response) : kind(peer, response);
    flight.ended(true, outbox);
    Health health = charge ? charges.health(flight.entry(), kind, flight.sent()) : Health.of(kind);
    peer.target.ended(flight.permit(), health);
    pace(peer, flight.link(), health);
    if (charge) {
      apply(peer, flight.entry(), charges.answered(peer, flight.entry(), kind, response));
    } else {
      acknowledged(peer, flight, kind, response);
    }
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

  /**
   * The answer to a transmission that we had given up on counts as long as the entry is not settled
   * otherwise.
   */
  void late(Peer peer, Flight.Delivery flight, Message response) {
    ResponseClass kind = kind(peer, response);
    Entry entry = flight.entry();
    outbox.note(Fact.Kind.ANSWER_LATE, peer.name(), kind.name());
    if (entry.duty() == Duty.CHARGE) {
      charges.late(peer, entry, kind, response).ifPresent(next -> applyOutside(peer, entry, next));
    } else if (debts.has(entry.id())
        && Receipt.of(kind, "") instanceof Receipt.Delivered
        && !isTooEarly(peer, flight, kind)
        && peer.lanes.remove(entry)) {
      outbox.store(delivered(peer, debts.get(entry), response.responseCode()));
      laneMaybeCleared(peer, entry.lane());
    }
  }

  private void acknowledged(
      Peer peer, Flight.Delivery flight, ResponseClass kind, Message response) {
    Entry entry = flight.entry();
    Obligation obligation = debts.get(entry);
    String code = response.responseCode();
    switch (Receipt.of(kind, code)) {
      case Receipt.Delivered _ when isTooEarly(peer, flight, kind) ->
          askAgain(peer, entry, obligation);
      case Receipt.Delivered _ -> {
        peer.lanes.done(entry);
        outbox.store(delivered(peer, obligation, code));
        laneMaybeCleared(peer, entry.lane());
      }
      case Receipt.NotNow _ ->
          peer.lanes.later(
              entry, outbox.nanos() + peer.backOff.after(obligation.attempts(), jitter));
      case Receipt.Park(var why) -> {
        String reason = why + field(response);
        peer.lanes.done(entry);
        debts.remove(entry.id());
        peer.unread.ended(entry.id());
        peer.dues.parked(entry.duty());
        outbox.store(
            new Change.ObligationEnded(entry.id(), Ending.PARKED, reason, outbox.now().wall()));
        outbox.note(Fact.Kind.OBLIGATION_PARKED, peer.name(), entry.duty().name());
        laneMaybeCleared(peer, entry.lane());
      }
    }
  }

  /** The field that the peer complains of, in DE 44 where it names one; nothing else of it. */
  private static String field(Message response) {
    String named = response.get(De.ADDITIONAL_RESPONSE, "").strip();
    return named.length() <= 3 ? De.parse(named).map(de -> ", " + de).orElse("") : "";
  }

  /**
   * "There is nothing to reverse" is final only when the original can't arrive any more: at once
   * where it has been answered or was never sent, or where the peer keeps a tombstone, otherwise
   * where it was first asked after a quarantine (reliability §2.3): a repeat may be told the answer
   * that its first transmission had. Where a new attempt is to follow, any answer counts only then:
   * of what went out several times, one may have been undone and another come late.
   */
  private boolean isTooEarly(Peer peer, Flight.Delivery flight, ResponseClass kind) {
    Obligation obligation = debts.get(flight.entry());
    return obligation.duty() == Duty.REVERSAL
        && (kind == ResponseClass.NOT_FOUND || obligation.charge() != 0)
        && !peer.settings.guarantees().keepsTombstones()
        && !(obligation.charge() == 0 && debts.isOriginalOver(obligation.id()))
        && !(obligation.stamp().filter(flight.stamp()::equals).isPresent()
            && debts.asked(obligation.id()) >= quarantine(peer, obligation));
  }

  private static long quarantine(Peer peer, Obligation obligation) {
    long usual = peer.settings.lying().toNanos();
    // Longer where a new attempt follows; never shorter, also where a promise was taken back since.
    return obligation.charge() == 0
        ? usual
        : Math.max(usual, peer.settings.guarantees().arrival().toNanos());
  }

  /** As a new message: repeated under its old stamp it would be told the old answer. */
  private void askAgain(Peer peer, Entry entry, Obligation obligation) {
    long left = Math.max(0, quarantine(peer, obligation) - debts.age(entry.id()));
    peer.lanes.later(entry, outbox.nanos() + left);
    debts.put(obligation.attempted(Optional.empty(), 0));
  }

  private List<Change> delivered(Peer peer, Obligation obligation, String code) {
    debts.remove(obligation.id());
    peer.unread.ended(obligation.id());
    peer.dues.ended(obligation.duty());
    outbox.note(Fact.Kind.OBLIGATION_DELIVERED, peer.name(), obligation.duty().name());
    var changes = new ArrayList<Change>();
    changes.add(
        new Change.ObligationEnded(obligation.id(), Ending.DELIVERED, code, outbox.now().wall()));
    changes.addAll(exposureBack(obligation));
    if (obligation.charge() != 0) {
      changes.addAll(charges.reversed(peer, obligation.charge()));
    }
    return changes;
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

  /** No answer, or its link was lost: bytes may have left. */
  void unanswered(Peer peer, Flight.Delivery flight, Health silence) {
    Entry entry = flight.entry();
    boolean charge = entry.duty() == Duty.CHARGE;
    Health health =
        charge && silence == Health.SICK ? charges.silence(entry, flight.sent()) : silence;
    peer.target.ended(flight.permit(), health);
    pace(peer, flight.link(), health);
    if (charge && silence != Health.SICK) {
      charges.notSent(entry);
    }
    outbox.note(Fact.Kind.OUTCOME_UNKNOWN, peer.name(), entry.duty().name());
    if (charge) {
      Charges.Next next = charges.unanswered(peer, entry);
      apply(peer, entry, next);
      if (next instanceof Charges.Next.Reverse(var reversal)) {
        follow(peer, reversal, flight.link());
      }
    } else {
      int attempts = debts.get(entry).attempts();
      peer.lanes.later(entry, outbox.nanos() + peer.backOff.after(attempts, jitter));
    }
  }

  /** Behind its original where that may lie in a connection, and a late one is not killed. */
  private void follow(Peer peer, Obligation reversal, Link link) {
    if (!peer.settings.guarantees().keepsTombstones()) {
      debts.follow(reversal.id(), Path.now(link));
    }
  }

  /** No byte left: its stamp is burnt, unless an earlier transmission may have used it. */
  void unsent(Peer peer, Flight.Delivery flight) {
    Entry entry = flight.entry();
    flight.takenBack();
    peer.target.release(flight.permit());
    if (entry.duty() == Duty.CHARGE) {
      charges.unsent(entry);
    } else {
      Obligation obligation = debts.get(entry);
      if (obligation.attempts() == 1) {
        debts.put(obligation.attempted(Optional.empty(), 0));
        outbox.store(new Change.ObligationUnsent(entry.id()));
      }
    }
    peer.lanes.putBack(entry);
  }

  private void apply(Peer peer, Entry entry, Charges.Next next) {
    switch (next) {
      case Charges.Next.Done _ -> {
        peer.lanes.done(entry);
        peer.unread.ended(entry.id());
      }
      case Charges.Next.Later(var pause) -> peer.lanes.later(entry, outbox.nanos() + pause);
      case Charges.Next.Reverse(var reversal) -> {
        added(peer, reversal);
        peer.lanes.done(entry);
      }
    }
    laneMaybeCleared(peer, entry.lane());
  }

  /** The same for an entry that was pausing when its answer came. */
  private void applyOutside(Peer peer, Entry entry, Charges.Next next) {
    if (next instanceof Charges.Next.Done && peer.lanes.remove(entry)) {
      peer.unread.ended(entry.id());
      laneMaybeCleared(peer, entry.lane());
    }
  }

  /** The reversal of a charge is owed, in the charge's place. */
  private void added(Peer peer, Obligation reversal) {
    peer.dues.owed(reversal.duty());
    debts.put(reversal);
    peer.lanes.add(entry(reversal));
  }

  // --- reading the backlog from the book

  private void readOn(Peer peer) {
    if (!peer.unread.isNothing() && !peer.unread.isAsked() && peer.lanes.size() < WINDOW - READ) {
      long after = peer.unread.ask();
      questions.put(outbox.load(new Query.Backlog(peer.name(), after, READ)), peer);
    }
  }

  private void askForCanaries(Peer peer) {
    for (String range : replay.wantingCanaries(peer)) {
      replay.asked(range);
      long query = outbox.load(new Query.Canaries(peer.name(), range, CANARIES));
      peer.unread.askedForCanaries();
      questions.put(query, peer);
      asking.put(query, range);
    }
  }

  private void canaries(Peer peer, String range, List<Charge> found) {
    Set<Long> ended = peer.unread.canariesCame();
    if (found.isEmpty()) {
      replay.nobody(range);
    }
    enter(peer, found, ended);
  }

  boolean loaded(long query, Loads loads) {
    Peer peer = questions.remove(query);
    if (peer == null) {
      return false;
    }
    String range = asking.remove(query);
    if (range != null && loads instanceof Loads.Charges(var found)) {
      canaries(peer, range, found);
      return true;
    }
    if (!(loads instanceof Loads.Backlog backlog)) {
      return false;
    }
    Set<Long> ended = peer.unread.read(backlog);
    for (Obligation obligation : backlog.obligations()) {
      if (!debts.has(obligation.id()) && !ended.contains(obligation.id())) {
        debts.put(named(obligation));
        Entry entry = entry(obligation);
        peer.lanes.add(entry);
        obligation
            .stamp()
            .ifPresent(stamp -> rememberFlight(peer, entry, stamp, obligation.message()));
      }
    }
    enter(peer, backlog.charges(), ended);
    peer.unread.cleared().forEach(card -> laneMaybeCleared(peer, card));
    return true;
  }

  private void enter(Peer peer, List<Charge> read, Set<Long> ended) {
    for (Charge charge : read) {
      if (!ended.contains(charge.id())) {
        enter(peer, charges.loaded(peer, charge));
      }
    }
  }

  private void enter(Peer peer, Charges.Entering entering) {
    switch (entering) {
      case Charges.Entering.Queue(var entry) -> peer.lanes.add(entry);
      case Charges.Entering.Reversal(var reversal) -> added(peer, reversal);
      case Charges.Entering.Nothing _ -> {}
    }
  }

  /** An answer to a message of the last run is then known for what it is. */
  static void rememberFlight(Peer peer, Entry entry, Stamp stamp, Message message) {
    var flight = new Flight.Delivery(entry, peer.bygone, new Permit("", -1, -1), stamp, 0, 0, 0);
    peer.awaiting.remember(stamp, stamp.onto(message).build(), flight);
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
    return !peer.lanes.isEmpty() || hasUnread(peer) || replay.isProbing(peer);
  }
}

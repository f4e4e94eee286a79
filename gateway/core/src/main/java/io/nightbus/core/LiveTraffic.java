package io.nightbus.core;

import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.Choice;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.standin.Ruling;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.StandInReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The path of a live request, top to bottom: it comes in, goes out, is answered; or the host stays
 * silent and we decide, or say 91. Whatever may have had an effect without our knowing it leaves
 * exactly one reversal behind.
 */
final class LiveTraffic {
  private final Outbox outbox;
  private final Arrivals arrivals;
  private final TakeOver takeOver;
  private final Exchanges exchanges;
  private final Owing owing;
  private final Decisions decisions;
  private final Waits waiting = new Waits();

  /** The book can take the ends of what is under way, and little else. */
  private boolean cramped;

  LiveTraffic(
      Outbox outbox,
      Arrivals arrivals,
      TakeOver takeOver,
      Exchanges exchanges,
      Owing owing,
      Decisions decisions) {
    this.outbox = outbox;
    this.arrivals = arrivals;
    this.takeOver = takeOver;
    this.exchanges = exchanges;
    this.owing = owing;
    this.decisions = decisions;
  }

  void room(boolean enough) {
    cramped = !enough;
  }

  // --- in

  /**
   * A message of an originator.
   *
   * @param signedOn the link that it came over is in service
   */
  void received(Peer from, LinkId origin, Message message, boolean signedOn) {
    switch (arrivals.received(from, origin, message, signedOn)) {
      case Arrivals.Arrival.Asks(var live) -> admit(live);
      case Arrivals.Arrival.Tells(var live) -> takeOver.received(live);
      case Arrivals.Arrival.Barred(var live) -> exchanges.unserved(live);
      case Arrivals.Arrival.Dealt _ -> {}
    }
  }

  /**
   * Towards an issuer host that is up, a card's undelivered entries go first (DESIGN §3 rule 9).
   */
  private void admit(Live live) {
    if (live.route.standIn()
        && live.to.target.hasUsableLink()
        && live.to.hasBacklog()
        && live.to.isBusy(live.lane)) {
      waiting.add(live, live.arrived + (live.until - live.arrived) / 5);
    } else {
      forward(live);
    }
  }

  /** The card has nothing undelivered any more. */
  void laneCleared(Peer to, String lane) {
    waiting.release(to.name(), lane).stream().filter(live -> !live.givenUp).forEach(this::forward);
  }

  // --- out

  private void forward(Live live) {
    Peer to = live.to;
    if (live.reversal != null) {
      // Its originator has given it up, in words that name no later transmission.
      outbox.note(Fact.Kind.REQUEST_REFUSED, to.name(), "REVERSED");
      exchanges.unserved(live);
      return;
    }
    Optional<StandInReason> forced = decisions.forced(live);
    if (forced.isPresent()) {
      unroutable(live, forced.get());
      return;
    }
    switch (to.target.choose(range(live.request), live.from.name())) {
      case NoRoute(var why) -> unroutable(live, reason(why, to));
      case Via(var link, var permit) -> {
        Stamp stamp = to.stamps.issue(live.request.mti());
        live.stamp = stamp;
        live.stamped = true;
        live.path = Path.now(link);
        live.routed = outbox.nanos();
        long after = live.route.journal() ? exchanges.intend(live) : to.stamps.lease();
        Message out = stamp.onto(live.forwarded).build();
        long deadline = Math.min(outbox.nanos() + to.settings.request().toNanos(), live.until);
        var flight = new Flight.Request(live, link, permit, stamp, outbox.token(), after);
        to.awaiting.add(stamp, out, deadline, flight);
        flight.leaves(outbox);
        outbox.send(link.id(), out, flight.token(), after, deadline);
      }
    }
  }

  private static String range(Message message) {
    String pan = message.get(De.PAN, "");
    return pan.length() < 6 ? "" : pan.substring(0, 6);
  }

  private static StandInReason reason(Choice.Why why, Peer to) {
    return switch (why) {
      case NO_LINK -> to.hasSignedOff() ? StandInReason.SIGNED_OFF : StandInReason.NO_LINK;
      case WINDOW_FULL -> StandInReason.WINDOW_FULL;
      case BREAKER_OPEN -> StandInReason.BREAKER_OPEN;
      case RANGE_OPEN -> StandInReason.RANGE_OPEN;
    };
  }

  /** No byte of it left: it may go over any link, as an original, under a new stamp. */
  void unsent(Flight.Request flight, Event.Unsent.Why why) {
    Live live = flight.live();
    flight.takenBack();
    live.to.target.release(flight.permit());
    live.path = null;
    if (why == Event.Unsent.Why.TOO_LATE || outbox.nanos() >= live.until) {
      unroutable(live, StandInReason.NOT_SENT_IN_TIME);
    } else {
      forward(live);
    }
  }

  /** Nothing is out: stand-in decides, or the answer is 91. */
  private void unroutable(Live live, StandInReason why) {
    outbox.note(Fact.Kind.REQUEST_REFUSED, live.to.name(), why.name());
    if (live.route.standIn() && live.reversal == null) {
      decide(live, why, List.of());
    } else {
      exchanges.unserved(live);
    }
  }

  // --- back

  void answered(Flight.Request flight, Message response) {
    Live live = flight.live();
    Peer to = live.to;
    flight.ended(true, outbox);
    ResponseClass kind = to.dialect.classify(response.responseCode(), outbox.now().day());
    to.target.ended(flight.permit(), Health.of(kind));
    outbox.note(Fact.Kind.REQUEST_DURATION, to.name(), kind.name(), outbox.nanos() - live.arrived);
    if (live.overruled && !kind.isDecline()) {
      List<Change> owed = List.of(owing.reversalOf(live, live.stamp));
      exchanges.conclude(live, Verdict.UNKNOWN, live.answer("91"), owed);
      return;
    }
    if (live.route.standIn() && live.reversal == null) {
      if (kind.isTechnical()) {
        List<Change> owed = List.of(owing.reversalOf(live, live.stamp));
        decide(live, StandInReason.TECHNICAL_ANSWER, owed);
        return;
      }
      decisions.compare(live, kind.isApproval());
    }
    exchanges.conclude(live, verdict(kind), live.handedBack(response), List.of());
  }

  private static Verdict verdict(ResponseClass kind) {
    return kind.isApproval()
        ? Verdict.APPROVED
        : kind.isDecline() ? Verdict.DECLINED : Verdict.TECHNICAL;
  }

  /** Class and STAN were its own, this element was not: nobody has answered it yet. */
  void mispaired(Flight.Request flight, De element) {
    flight.live().mispaired |= !element.equals(De.TRANSMISSION_TIME) && !element.equals(De.STAN);
  }

  /**
   * Its deadline passed or its link was lost: it may have been acted upon.
   *
   * @param detail the reason more closely
   */
  void unknown(Flight.Request flight, StandInReason why, String detail, Health health) {
    Live live = flight.live();
    live.to.target.ended(flight.permit(), health);
    outbox.note(Fact.Kind.OUTCOME_UNKNOWN, live.to.name(), detail, Trail.of(live.request));
    List<Change> owed =
        live.reversal == null || live.overruled
            ? List.of(owing.reversalOf(live, live.stamp))
            : List.of();
    if (live.route.standIn() && live.reversal == null) {
      decide(live, live.mispaired ? StandInReason.INVALID_ANSWER : why, owed);
    } else {
      exchanges.conclude(live, Verdict.UNKNOWN, live.answer("91"), owed);
    }
  }

  /**
   * An answer after we had given up: the reversal stands (domain §3.7 row 5). Where it has been
   * settled and the peer approves all the same, there is something to reverse after all.
   */
  void late(Flight.Request flight, Message response) {
    Live live = flight.live();
    ResponseClass kind = live.to.dialect.classify(response.responseCode(), outbox.now().day());
    outbox.note(Fact.Kind.ANSWER_LATE, live.to.name(), kind.name());
    Entry undoing = live.undoing == null ? live.reversal : live.undoing;
    if (kind.isApproval() && undoing != null && !owing.isOwed(live.to, undoing)) {
      outbox.store(owing.reversalOf(live, flight.stamp()));
    }
  }

  // --- stand-in

  /**
   * Decides in the host's place, with all that this makes us owe.
   *
   * @param owed the reversal of the attempt, where there was one
   */
  private void decide(Live live, StandInReason why, List<Change> owed) {
    outbox.note(Fact.Kind.STANDIN_REASON, live.to.name(), why.name());
    if (cramped) {
      // A decision and the news of it take room that the ends of what is under way may need.
      undecided(live, "NO_ROOM", owed);
      return;
    }
    var changes = new ArrayList<>(owed);
    switch (decisions.rule(live)) {
      case Ruling.Approve(var counted) -> {
        String approval = Decisions.approvalCode(live.id);
        Message answer = live.answer("00").with(De.APPROVAL_CODE, approval);
        named(live, changes);
        changes.addAll(decisions.approve(live, why, approval, counted));
        outbox.note(Fact.Kind.STANDIN_DECIDED, live.to.name(), "APPROVED");
        exchanges.conclude(live, Verdict.STOOD_IN_APPROVED, answer, changes);
      }
      case Ruling.Decline(var code, var check) -> {
        Message answer = live.answer(code);
        named(live, changes);
        changes.addAll(decisions.decline(live, why, code, check.name()));
        outbox.note(Fact.Kind.STANDIN_DECIDED, live.to.name(), "DECLINED");
        exchanges.conclude(live, Verdict.STOOD_IN_DECLINED, answer, changes);
      }
      case Ruling.MayNot(var check) -> undecided(live, check.name(), owed);
    }
  }

  /** Stand-in may not: 91, which says nothing about the cardholder. */
  private void undecided(Live live, String why, List<Change> owed) {
    outbox.note(Fact.Kind.STANDIN_DECIDED, live.to.name(), why);
    if (owed.isEmpty()) {
      exchanges.unserved(live);
    } else {
      exchanges.conclude(live, Verdict.UNKNOWN, live.answer("91"), owed);
    }
  }

  /**
   * The decision is known on the leg by a stamp of its own, not by that of an attempt in doubt: a
   * reversal of the one must never undo the other.
   *
   * @param changes begin with the reversal of the attempt, where there was one
   */
  private static void named(Live live, List<Change> changes) {
    live.stamped &= changes.isEmpty();
    boolean fresh = !live.stamped;
    Stamp stamp = live.stampOnLeg();
    if (fresh && live.booked) {
      changes.add(new Change.Restamped(live.id, stamp));
    }
  }

  // --- time

  void tick() {
    long now = outbox.nanos();
    for (Live next = waiting.overdue(now); next != null; next = waiting.overdue(now)) {
      if (!next.givenUp) {
        unroutable(next, StandInReason.LANE_BUSY);
      }
    }
  }

  long deadline() {
    return waiting.deadline();
  }
}

package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Inbox;
import io.nightbus.core.exchange.Inbox.Opening;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.Choice;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.standin.Ruling;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.StandInReason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of a live request, top to bottom: it comes in, goes out, is answered; or the host stays
 * silent and we decide, or say 91. Whatever may have had an effect without our knowing it leaves
 * exactly one reversal behind.
 */
final class LiveTraffic {
  private static final int MOST_OPEN = 100_000;

  /**
   * Answers in memory that the book has too: for what is older its unique key stands in. More would
   * only feed the collector.
   */
  private static final int MOST_BOOKED = 2_000;

  /** Those of which this memory is all that knows. */
  private static final int MOST_UNBOOKED = 10_000;

  private final Settings settings;
  private final Map<String, Peer> peers;
  private final CardTokens tokens;
  private final Outbox outbox;
  private final Deliveries deliveries;
  private final Decisions decisions;
  private final Inbox<Live> inbox = new Inbox<>(MOST_OPEN, MOST_BOOKED, MOST_UNBOOKED);

  private final Replies replied = new Replies();

  /** Bookings whose identity the book has not confirmed to be new. */
  private final Deque<Booking> unconfirmed = new ArrayDeque<>();

  private final Waits waiting = new Waits();

  private final Map<Long, Live> questions = new HashMap<>();
  private boolean stopping;

  /** The book can take the ends of what is under way, and little else. */
  private boolean cramped;

  private record Booking(long sequence, Live live) {}

  LiveTraffic(
      Settings settings,
      Map<String, Peer> peers,
      CardTokens tokens,
      Outbox outbox,
      Deliveries deliveries,
      Decisions decisions) {
    this.settings = settings;
    this.peers = peers;
    this.tokens = tokens;
    this.outbox = outbox;
    this.deliveries = deliveries;
    this.decisions = decisions;
  }

  // --- a message of an originator comes in

  /**
   * Takes a request, an advice or a reversal.
   *
   * @param signedOn its link is in service; otherwise nothing new begins, but what was answered
   *     before has its answer
   */
  void received(Peer from, LinkId origin, Message message, boolean signedOn) {
    if (!message.has(De.STAN)
        || !message.has(De.TRANSMISSION_TIME)
        || isZero(message.get(De.STAN))) {
      refuse(from, origin, message, "30", "no identity");
      return;
    }
    if (isAsked(message) && carriesMac(message)) {
      refuse(from, origin, message, "30", "carries a MAC");
      return;
    }
    Identity identity = Identity.of(from.name(), message);
    switch (inbox.look(identity.key(), message)) {
      case Opening.New<Live> _ ->
          begin(from, origin, message, identity, !signedOn ? "not signed on" : barred());
      case Opening.InProgress<Live> running -> {
        running.what().origin = origin;
        outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "in progress");
      }
      case Opening.Answered<Live> done when done.after() > outbox.durable() ->
          // The first answer still waits for the book, and may yet be withdrawn: one is enough.
          outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "in progress");
      case Opening.Answered<Live> done -> {
        outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "answered");
        replied.toldAgain(identity.key());
        outbox.send(origin, done.answer(), 0, done.after(), Long.MAX_VALUE);
      }
      case Opening.Conflict<Live> _ ->
          refuse(from, origin, message, "94", "same identity, other content");
      case Opening.Full<Live> _ when !isAsked(message) ->
          outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), "too many in progress");
      case Opening.Full<Live> _ -> {
        refuse(from, origin, message, "91", "too many in progress");
        inbox.refused(identity.key(), message, from.dialect.response(message, "91").build());
      }
    }
  }

  /** A request that may be refused; advices and reversals report what has been decided. */
  private static boolean isAsked(Message message) {
    return message.mti().isRequest() && !message.mti().isReversal();
  }

  /** It covers elements that each leg has of its own, and there is no key here to make another. */
  private static boolean carriesMac(Message message) {
    return message.has(De.MAC_64) || message.has(De.MAC_128);
  }

  private static boolean isZero(String stan) {
    return stan.chars().allMatch(c -> c == '0');
  }

  private String barred() {
    return stopping ? "stopping" : cramped ? "no room in the store" : "";
  }

  /**
   * A request that has not been seen in this run.
   *
   * @param barred why nothing new may begin, empty where it may
   */
  private void begin(Peer from, LinkId origin, Message message, Identity identity, String barred) {
    Optional<Settings.Route> route = route(from.name(), message);
    if (route.isEmpty()) {
      refuse(from, origin, message, "92", "no route");
      return;
    }
    if (!barred.isEmpty() && !isAsked(message)) {
      // No answer: who takes any for an acknowledgement would not tell it again.
      outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), barred);
      return;
    }
    Peer to = peer(route.get().to());
    Message forwarded = forwarded(message, to);
    var live =
        new Live(
            outbox.id(),
            identity,
            message,
            forwarded,
            route.get(),
            message.pan().map(tokens::of).orElse(""),
            outbox.nanos(),
            origin);
    if (!barred.isEmpty()) {
      outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), barred);
      inbox.open(live.key, message, live);
      unserved(live, to);
    } else if (isAsked(message)) {
      inbox.open(live.key, message, live);
      admit(live, to);
    } else if (message.mti().isAdvice() || message.mti().isReversal()) {
      inbox.open(live.key, message, live);
      takeOver(live, to);
    } else {
      refuse(from, origin, message, "12", "unknown kind of message");
    }
  }

  private static Message forwarded(Message message, Peer to) {
    String institution = to.settings.institution();
    return institution.isEmpty() ? message : message.with(De.FORWARDER, institution);
  }

  private Optional<Settings.Route> route(String from, Message message) {
    String pan = message.get(De.PAN, "");
    for (Settings.Route route : settings.routes()) {
      if (route.from().equals(from)
          && (route.cards().isEmpty() || route.cards().stream().anyMatch(pan::startsWith))) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  private Peer peer(String name) {
    Peer peer = peers.get(name);
    if (peer == null) {
      throw new IllegalStateException("no endpoint " + name);
    }
    return peer;
  }

  private void refuse(Peer from, LinkId origin, Message request, String code, String why) {
    outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), why);
    outbox.send(origin, from.dialect.response(request, code).build(), 0, 0, Long.MAX_VALUE);
  }

  // --- the way out

  /**
   * Towards an issuer host that is up, a card's undelivered entries go first (DESIGN §3 rule 9).
   */
  private void admit(Live live, Peer to) {
    if (live.route.standIn() && to.target.hasUsableLink() && deliveries.hasBacklog(to)) {
      if (deliveries.isBusy(to, live.lane)) {
        waiting.add(live, live.arrived + (live.until - live.arrived) / 5);
        return;
      }
    }
    forward(live, to);
  }

  private static String range(Message message) {
    String pan = message.get(De.PAN, "");
    return pan.length() < 6 ? "" : pan.substring(0, 6);
  }

  private void forward(Live live, Peer to) {
    if (live.reversal != null) {
      // Its originator has given it up, in words that name no later transmission.
      outbox.note(Fact.Kind.REQUEST_REFUSED, to.name(), "REVERSED");
      unserved(live, to);
      return;
    }
    Optional<StandInReason> forced = decisions.forced(live, to);
    if (forced.isPresent()) {
      unroutable(live, to, forced.get());
      return;
    }
    switch (to.target.choose(range(live.request))) {
      case NoRoute(var why) -> unroutable(live, to, reason(why, to));
      case Via(var link, var permit) -> {
        Stamp stamp = to.stamps.issue(live.request.mti());
        live.stamp = stamp;
        live.stamped = true;
        live.path = Path.now(link);
        long after = live.route.journal() ? journal(live, to, stamp) : to.stamps.lease();
        Message out = stamp.onto(live.forwarded).build();
        long deadline = Math.min(outbox.nanos() + to.settings.request().toNanos(), live.until);
        var flight = new Flight.Request(live, link, permit, stamp, outbox.token(), after);
        to.awaiting.add(stamp, out, deadline, flight);
        flight.leaves(outbox);
        outbox.send(link.id(), out, flight.token(), after, deadline);
      }
    }
  }

  private static StandInReason reason(Choice.Why why, Peer to) {
    return switch (why) {
      case NO_LINK -> to.hasSignedOff() ? StandInReason.SIGNED_OFF : StandInReason.NO_LINK;
      case WINDOW_FULL -> StandInReason.WINDOW_FULL;
      case BREAKER_OPEN -> StandInReason.BREAKER_OPEN;
      case RANGE_OPEN -> StandInReason.RANGE_OPEN;
    };
  }

  private long journal(Live live, Peer to, Stamp stamp) {
    if (live.booked) {
      return outbox.store(new Change.Restamped(live.id, stamp));
    }
    return book(live, List.of(intent(live, to)));
  }

  /** Stores what begins with the exchange's intent; its identity may turn out to be known. */
  private long book(Live live, List<Change> changes) {
    live.booked = true;
    live.sequence = outbox.store(changes);
    unconfirmed.add(new Booking(live.sequence, live));
    return live.sequence;
  }

  private Change intent(Live live, Peer to) {
    Message kept = Kept.of(live.request, to.dialect);
    return new Change.Intended(
        new Intent(live.id, live.identity, to.name(), kept, live.stamp, outbox.now().wall()));
  }

  /** No byte of it left: it may go over any link, as an original, under a new stamp. */
  void unsent(Flight.Request flight, Event.Unsent.Why why) {
    Live live = flight.live();
    Peer to = peer(live.route.to());
    flight.takenBack();
    to.target.release(flight.permit());
    live.path = null;
    if (why == Event.Unsent.Why.TOO_LATE || outbox.nanos() >= live.until) {
      unroutable(live, to, StandInReason.NOT_SENT_IN_TIME);
    } else {
      forward(live, to);
    }
  }

  /** Nothing is out: stand-in decides, or the answer is 91. */
  private void unroutable(Live live, Peer to, StandInReason why) {
    outbox.note(Fact.Kind.REQUEST_REFUSED, to.name(), why.name());
    if (live.route.standIn() && live.reversal == null) {
      decide(live, to, why, List.of());
    } else {
      unserved(live, to);
    }
  }

  /**
   * Nothing was sent and nothing decided: 91, unless the book knows the request from an earlier
   * run, with its answer.
   */
  private void unserved(Live live, Peer to) {
    if (live.booked || !live.route.journal()) {
      conclude(live, to, Verdict.UNSENT, technical(live), List.of());
    } else {
      questions.put(outbox.load(new Query.ExchangeOf(live.key)), live);
    }
  }

  /** The book has told whether it knows a request that could not be served. */
  private void looked(Live live, Peer to, Optional<Known> known) {
    if (known.isEmpty()) {
      conclude(live, to, Verdict.UNSENT, technical(live), List.of());
    } else {
      answerAsKnown(live, to, known.get());
      deliveries.release(to, live, false);
    }
  }

  private Message technical(Live live) {
    return peer(live.route.from()).dialect.response(live.request, "91").build();
  }

  // --- the answer

  void answered(Flight.Request flight, Message response) {
    Live live = flight.live();
    Peer to = peer(live.route.to());
    flight.ended(true, outbox);
    ResponseClass kind = to.dialect.classify(response.responseCode(), outbox.now().day());
    to.target.ended(flight.permit(), Health.of(kind));
    outbox.note(Fact.Kind.REQUEST_DURATION, to.name(), kind.name(), outbox.nanos() - live.arrived);
    if (live.overruled && !kind.isDecline()) {
      conclude(
          live,
          to,
          Verdict.UNKNOWN,
          technical(live),
          List.of(deliveries.reversalOf(live, live.stamp, to)));
      return;
    }
    if (live.route.standIn() && live.reversal == null) {
      if (kind.isTechnical()) {
        List<Change> owed = List.of(deliveries.reversalOf(live, live.stamp, to));
        decide(live, to, StandInReason.TECHNICAL_ANSWER, owed);
        return;
      }
      decisions.compare(live, to, kind.isApproval());
    }
    Message answer = handedBack(live, response);
    Verdict verdict =
        kind.isApproval()
            ? Verdict.APPROVED
            : kind.isDecline() ? Verdict.DECLINED : Verdict.TECHNICAL;
    conclude(live, to, verdict, answer, List.of());
  }

  /** The peer's answer under the originator's own type, DE 7 and DE 11; a MAC would be stale. */
  private static Message handedBack(Live live, Message response) {
    var answer =
        response
            .edit()
            .drop(De.MAC_64)
            .drop(De.MAC_128)
            .mti(live.request.mti().response())
            .set(De.STAN, live.request.get(De.STAN))
            .set(De.TRANSMISSION_TIME, live.request.get(De.TRANSMISSION_TIME));
    if (response.has(De.FORWARDER)) {
      live.request
          .find(De.FORWARDER)
          .ifPresentOrElse(own -> answer.set(De.FORWARDER, own), () -> answer.drop(De.FORWARDER));
    }
    return answer.build();
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
    Peer to = peer(live.route.to());
    to.target.ended(flight.permit(), health);
    outbox.note(Fact.Kind.OUTCOME_UNKNOWN, to.name(), detail);
    List<Change> owed =
        live.reversal == null || live.overruled
            ? List.of(deliveries.reversalOf(live, live.stamp, to))
            : List.of();
    if (live.route.standIn() && live.reversal == null) {
      decide(live, to, live.mispaired ? StandInReason.INVALID_ANSWER : why, owed);
    } else {
      conclude(live, to, Verdict.UNKNOWN, technical(live), owed);
    }
  }

  /**
   * An answer after we had given up: the reversal stands (domain §3.7 row 5). Where it has been
   * settled and the peer approves all the same, there is something to reverse after all.
   */
  void late(Flight.Request flight, Message response) {
    Live live = flight.live();
    Peer to = peer(live.route.to());
    ResponseClass kind = to.dialect.classify(response.responseCode(), outbox.now().day());
    outbox.note(Fact.Kind.ANSWER_LATE, to.name(), kind.name());
    Entry undoing = live.undoing == null ? live.reversal : live.undoing;
    if (kind.isApproval() && undoing != null && !deliveries.isOwed(to, undoing)) {
      outbox.store(deliveries.reversalOf(live, flight.stamp(), to));
    }
  }

  // --- the end of an exchange

  /**
   * Books the end together with what it leaves behind, and answers the originator once that is
   * durable.
   */
  private void conclude(Live live, Peer to, Verdict verdict, Message answer, List<Change> owed) {
    long after = 0;
    // What its originator has reversed must find its end in the book if it is repeated.
    boolean kept = verdict != Verdict.UNSENT || live.reversal != null;
    if (live.booked || (live.route.journal() && kept) || !owed.isEmpty()) {
      var changes = new ArrayList<Change>();
      boolean first =
          !live.booked
              && (live.route.journal()
                  || verdict == Verdict.STOOD_IN_APPROVED
                  || verdict == Verdict.STOOD_IN_DECLINED
                  || verdict == Verdict.TAKEN_OVER);
      if (first) {
        changes.add(intent(live, to));
      }
      changes.addAll(owed);
      if (live.booked || first) {
        changes.add(
            new Change.Concluded(
                live.id, verdict, Kept.of(answer, to.dialect), outbox.now().wall()));
      }
      long sequence = first ? book(live, changes) : outbox.store(changes);
      live.sequence = sequence;
      boolean declined =
          verdict == Verdict.DECLINED || verdict == Verdict.TECHNICAL || verdict == Verdict.UNSENT;
      // Whoever repeats may have been answered by an earlier run: the book has to say first.
      boolean repeats = live.request.mti().isRepeat() && isUnconfirmed(live);
      after = declined && !repeats ? 0 : sequence;
    }
    answer(live, verdict, answer, after);
    deliveries.release(to, live, live.path == null || isLastWord(verdict));
  }

  /** The peer's own last word: after a technical answer the original may yet be worked on. */
  private static boolean isLastWord(Verdict verdict) {
    return verdict == Verdict.APPROVED || verdict == Verdict.DECLINED;
  }

  /** Whether anything of it can come to the peer yet, as the book knows it. */
  private static boolean isOver(Known original) {
    return original
        .verdict()
        .filter(verdict -> isLastWord(verdict) || verdict == Verdict.UNSENT)
        .isPresent();
  }

  private void answer(Live live, Verdict verdict, Message answer, long after) {
    if (verdict == Verdict.UNSENT && !live.booked) {
      // The book knows nothing of it; but one request has one answer, also where a repeat overtakes
      // this one.
      inbox.refused(live.key, live.request, answer);
    } else if (live.booked) {
      inbox.finish(live.key, live.request, answer, live.stamp, after);
    } else {
      inbox.finishUnbooked(live.key, live.request, answer, live.stamp, after);
    }
    boolean approval = verdict == Verdict.APPROVED || verdict == Verdict.STOOD_IN_APPROVED;
    if (approval && live.booked) {
      replied.add(live);
    }
    live.answered = after <= outbox.durable();
    outbox.note(Fact.Kind.REQUEST_ANSWERED, live.route.from(), verdict.name());
    outbox.send(
        live.origin,
        answer,
        approval ? live.replyToken() : 0,
        after,
        approval ? live.until : Long.MAX_VALUE);
    if (approval) {
      live.rest();
    }
  }

  // --- stand-in

  private void decide(Live live, Peer to, StandInReason why, List<Change> owed) {
    outbox.note(Fact.Kind.STANDIN_REASON, to.name(), why.name());
    if (cramped) {
      // A decision and the news of it take room that the ends of what is under way may need.
      undecided(live, to, "NO_ROOM", owed);
      return;
    }
    Dialect dialect = peer(live.route.from()).dialect;
    var changes = new ArrayList<>(owed);
    switch (decisions.rule(live)) {
      case Ruling.Approve(var counted) -> {
        String approval = Deliveries.approvalCode(live.id);
        Message answer =
            dialect.response(live.request, "00").set(De.APPROVAL_CODE, approval).build();
        named(live, to, changes);
        changes.addAll(decisions.approve(live, to, why, approval, counted));
        outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), "APPROVED");
        conclude(live, to, Verdict.STOOD_IN_APPROVED, answer, changes);
      }
      case Ruling.Decline(var code, var check) -> {
        Message answer = dialect.response(live.request, code).build();
        named(live, to, changes);
        changes.addAll(decisions.decline(live, to, why, code, check.name()));
        outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), "DECLINED");
        conclude(live, to, Verdict.STOOD_IN_DECLINED, answer, changes);
      }
      case Ruling.MayNot(var check) -> undecided(live, to, check.name(), owed);
    }
  }

  /** Stand-in may not: 91, which says nothing about the cardholder. */
  private void undecided(Live live, Peer to, String why, List<Change> owed) {
    outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), why);
    if (owed.isEmpty()) {
      unserved(live, to);
    } else {
      conclude(live, to, Verdict.UNKNOWN, technical(live), owed);
    }
  }

  /** How it is known on its leg: by a stamp of that leg, also where it never goes out on it. */
  private static Stamp stampOf(Live live, Peer to) {
    if (!live.stamped) {
      live.stamp = to.stamps.issue(live.request.mti());
      live.stamped = true;
    }
    return live.stamp;
  }

  /**
   * The decision is known on the leg by a stamp of its own, not by that of an attempt in doubt: a
   * reversal of the one must never undo the other.
   *
   * @param changes begin with the reversal of the attempt, where there was one
   */
  private static void named(Live live, Peer to, List<Change> changes) {
    live.stamped &= changes.isEmpty();
    boolean fresh = !live.stamped;
    Stamp stamp = stampOf(live, to);
    if (fresh && live.booked) {
      changes.add(new Change.Restamped(live.id, stamp));
    }
  }

  // --- an approval that could not be handed on

  /**
   * The answer never left: nobody knows of the approval, so it must not stand (domain §3.7 row 9).
   */
  void undelivered(long token, Event.Unsent.Why why) {
    Live live = replied.remove(token);
    if (live == null) {
      return;
    }
    Peer to = peer(live.route.to());
    Message answer = technical(live);
    var changes = new ArrayList<Change>();
    Decision decision = live.decision;
    if (decision != null && decision.approved()) {
      changes.addAll(decisions.withdraw(live, to, decision));
      outbox.note(Fact.Kind.STANDIN_WITHDRAWN, to.name(), why.name());
    } else if (live.reversal == null) {
      changes.add(deliveries.reversalOf(live, live.stamp, to));
    }
    changes.add(
        new Change.Concluded(
            live.id, Verdict.WITHDRAWN, Kept.of(answer, to.dialect), outbox.now().wall()));
    long after = outbox.store(changes);
    inbox.finish(live.key, live.request, answer, live.stamp, after);
    if (why == Event.Unsent.Why.TOO_LATE) {
      // Before that is durable, a crash could leave the approval standing behind a 91.
      outbox.send(live.origin, answer, 0, after, Long.MAX_VALUE);
    }
    deliveries.freed(to, live.lane);
  }

  // --- advices and reversals of originators

  /**
   * Always taken over: stored, acknowledged, delivered by the backlog, whether the endpoint is up
   * or down.
   */
  private void takeOver(Live live, Peer to) {
    if (!namesOriginal(live)) {
      takenOver(live, to, Kept.passedOn(live.forwarded, to.dialect), 0, List.of(), false);
      return;
    }
    Live original = inbox.inProgress(originalKey(live));
    if (original != null && isKnownToBook(original)) {
      waitFor(original, live, to);
    } else {
      questions.put(outbox.load(new Query.ExchangeOf(originalKey(live))), live);
    }
  }

  /**
   * It says what becomes of its original. A completion (0220) also names its 0100, and decides
   * nothing anew: only the same class does.
   */
  private static boolean decides(Live live) {
    boolean sameClass =
        live.request.get(De.ORIGINAL_DATA).charAt(1) - '0' == live.request.mti().messageClass();
    return live.request.mti().isReversal() || (live.route.standIn() && sameClass);
  }

  private static boolean namesOriginal(Live live) {
    return live.request.get(De.ORIGINAL_DATA, "").length() == 42;
  }

  /** The identity that DE 90 names, in the originator's own words. */
  private static String originalKey(Live live) {
    String data = live.request.get(De.ORIGINAL_DATA);
    return new Identity(
            live.identity.endpoint(),
            Integer.parseInt(data.substring(0, 2)),
            data.substring(10, 20),
            data.substring(4, 10),
            live.identity.acquirer(),
            live.identity.terminal())
        .key();
  }

  /** The book has told what it knows of a request that has no route, or a reversal's original. */
  boolean loaded(long query, Loads loads) {
    Live live = questions.remove(query);
    if (live == null) {
      return false;
    }
    Peer to = peer(live.route.to());
    Optional<Known> known = loads instanceof Loads.Exchange(var found) ? found : Optional.empty();
    if (isAsked(live.request)) {
      looked(live, to, known);
      return true;
    }
    Live original = inProgressAs(originalKey(live), known);
    boolean ended =
        known.isPresent()
            ? known.get().verdict().isEmpty()
            : inbox.sentAs(originalKey(live)).isPresent();
    if (original != null) {
      waitFor(original, live, to);
    } else if (ended && live.route.journal()) {
      // It has ended since the book was asked, maybe under another stamp.
      questions.put(outbox.load(new Query.ExchangeOf(originalKey(live))), live);
    } else {
      takenOver(live, to, known);
    }
    return true;
  }

  /**
   * DE 90 in the words of the leg: the peer knows the original by the stamp that it went out as.
   */
  private void takenOver(Live live, Peer to, Optional<Known> known) {
    Optional<Stamp> sentAs =
        known.map(it -> it.intent().stamp()).or(() -> inbox.sentAs(originalKey(live)));
    long names =
        known.filter(it -> !isAsked(it.intent().request())).map(it -> it.intent().id()).orElse(0L);
    if (live.request.mti().isReversal()) {
      Stamp stamp = sentAs.orElseGet(() -> unused(live, to));
      takenOver(
          live,
          to,
          Kept.reversal(live.forwarded, stamp, to.dialect),
          names,
          known
              .map(it -> reversed(live, it))
              .orElseGet(() -> sentAs.isPresent() ? List.of() : barOriginal(live, to, stamp)),
          known.map(LiveTraffic::isOver).orElse(sentAs.isEmpty()));
    } else {
      takenOver(
          live,
          to,
          sentAs
              .map(it -> Kept.passedOn(live.forwarded, it, to.dialect))
              .orElseGet(() -> Kept.passedOn(live.forwarded, to.dialect)),
          names,
          known.filter(_ -> decides(live)).map(it -> overruled(live, it, to)).orElse(List.of()),
          false);
    }
  }

  /** In progress, and not about to be refused because an earlier run has booked the identity. */
  private @Nullable Live inProgressAs(String key, Optional<Known> known) {
    Live original = inbox.inProgress(key);
    boolean other =
        original != null && known.isPresent() && known.get().intent().id() != original.id;
    return other ? null : original;
  }

  /**
   * The reversal has overtaken its original, which would now be forwarded as if nothing had been:
   * its identity is booked as reversed, so that it finds its end in the book when it comes.
   */
  private List<Change> barOriginal(Live live, Peer to, Stamp stamp) {
    if (!live.route.journal()) {
      return List.of();
    }
    String data = live.request.get(De.ORIGINAL_DATA);
    Message original =
        live.request
            .edit()
            .mti(Mti.of(data.substring(0, 4)))
            .drop(De.ORIGINAL_DATA)
            .set(De.STAN, data.substring(4, 10))
            .set(De.TRANSMISSION_TIME, data.substring(10, 20))
            .build();
    Identity identity = Identity.of(live.identity.endpoint(), original);
    Message kept = Kept.of(original, to.dialect);
    Message answer = peer(live.route.from()).dialect.response(original, "91").build();
    long id = outbox.id();
    return List.of(
        new Change.Intended(new Intent(id, identity, to.name(), kept, stamp, outbox.now().wall())),
        new Change.Concluded(
            id, Verdict.REVERSED, Kept.of(answer, to.dialect), outbox.now().wall()));
  }

  /**
   * For an original that we never sent, a stamp that no message on the leg has: the originator's
   * own could be that of another message there.
   */
  private static Stamp unused(Live live, Peer to) {
    return to.stamps.issue(Mti.of(live.request.get(De.ORIGINAL_DATA).substring(0, 4)));
  }

  /**
   * Acknowledges it, together with what it does to what we decided.
   *
   * @param over it undoes what was answered, or never sent
   */
  private void takenOver(
      Live live, Peer to, Message message, long names, List<Change> before, boolean over) {
    var changes = new ArrayList<>(before);
    Change.Owed owed = deliveries.passOn(to, duty(live), live.lane, message, live.id, names, false);
    if (over) {
      deliveries.originalIsOver(owed.obligation().id());
    }
    changes.add(owed);
    acknowledge(live, to, changes);
  }

  /**
   * Its original is still out: what undoes or replaces it waits for its end, and may not overtake
   * it.
   */
  private void waitFor(Live original, Live live, Peer to) {
    boolean reverses = live.request.mti().isReversal();
    Message message =
        reverses
            ? Kept.reversal(live.forwarded, stampOf(original, to), to.dialect)
            : Kept.passedOn(live.forwarded, stampOf(original, to), to.dialect);
    long names = isAsked(original.request) ? 0 : original.id;
    Change.Owed owed = deliveries.passOn(to, duty(live), live.lane, message, live.id, names, true);
    Entry entry = Deliveries.entry(owed.obligation());
    original.heldBack.add(entry);
    if (decides(live)) {
      original.reversal = entry;
      original.overruled |= !reverses;
    }
    acknowledge(live, to, List.of(owed));
  }

  private static Duty duty(Live live) {
    return live.request.mti().isReversal() ? Duty.REVERSAL : Duty.ADVICE;
  }

  private void acknowledge(Live live, Peer to, List<Change> changes) {
    Message acknowledgement = peer(live.route.from()).dialect.response(live.request, "00").build();
    // Until it goes out it has a name on the leg that nothing else has there.
    stampOf(live, to);
    conclude(live, to, Verdict.TAKEN_OVER, acknowledgement, changes);
  }

  /** The reversal of what we stood in for gives the card its limits back. */
  private List<Change> reversed(Live live, Known known) {
    if (known.verdict().filter(Verdict.TAKEN_OVER::equals).isPresent()) {
      return live.request.has(De.REPLACEMENT_AMOUNTS)
          ? List.of()
          : List.of(again(known, Verdict.TAKEN_BACK));
    }
    List<Change> lowered = decisions.reversed(live, known);
    boolean whole =
        lowered.stream().anyMatch(change -> change instanceof Change.Lowered low && low.gone());
    if (!whole || known.answer().isEmpty()) {
      return lowered;
    }
    var changes = new ArrayList<>(lowered);
    changes.add(again(known, Verdict.REVERSED));
    return changes;
  }

  private Change again(Known known, Verdict verdict) {
    return new Change.Concluded(
        known.intent().id(), verdict, known.answer().orElseThrow(), outbox.now().wall());
  }

  /**
   * The host approved, and its answer came too late for the network, which decided itself: of the
   * two holds the host's goes. An advice with the host's own approval code tells of that one.
   */
  private List<Change> reversedBecauseLate(Live live, Known known, Message forwarded, Peer to) {
    boolean approved = known.verdict().filter(Verdict.APPROVED::equals).isPresent();
    String ours = known.answer().map(it -> it.get(De.APPROVAL_CODE, "")).orElse("");
    String theirs = live.request.get(De.APPROVAL_CODE, "");
    if (!approved || (!ours.isEmpty() && ours.equals(theirs))) {
      return List.of();
    }
    Message reversal = Kept.reversal(forwarded, known.intent().stamp(), to.dialect);
    return List.of(deliveries.owe(to, Duty.REVERSAL, live.lane, reversal, known.intent().id()));
  }

  /** The network says that it decided this one: what we decided is taken back (domain §6.9). */
  private List<Change> overruled(Live live, Known known, Peer to) {
    Intent original = known.intent();
    Message forwarded = forwarded(original.request(), to);
    List<Change> withdrawn =
        known
            .stood()
            .map(stood -> decisions.overruled(live, to, stood, original, forwarded))
            .orElseGet(() -> reversedBecauseLate(live, known, forwarded, to));
    if (withdrawn.isEmpty()) {
      return List.of();
    }
    Peer from = peer(live.route.from());
    Message answer = from.dialect.response(original.request(), "91").build();
    inbox.finish(
        original.identity().key(), original.request(), answer, original.stamp(), outbox.durable());
    var changes = new ArrayList<>(withdrawn);
    changes.add(
        new Change.Concluded(
            original.id(), Verdict.WITHDRAWN, Kept.of(answer, to.dialect), outbox.now().wall()));
    return changes;
  }

  // --- what the book says

  /**
   * The book has it, and under its own stamp. Before that, as long as it waits for its card or for
   * the book, its identity may turn out to be known: then it went out under another one, long ago.
   */
  private boolean isKnownToBook(Live live) {
    return (live.booked || !live.route.journal()) && !isUnconfirmed(live);
  }

  /** Its identity is about to be stored. */
  private boolean isUnconfirmed(Live live) {
    return unconfirmed.stream().anyMatch(booking -> booking.live() == live);
  }

  void stored(long through) {
    replied.stored(through, outbox.nanos());
    while (!unconfirmed.isEmpty() && unconfirmed.peek().sequence() <= through) {
      unconfirmed.remove();
    }
  }

  /** The book knew the identity: nothing of this exchange was stored, nothing of it has left. */
  void clashed(long sequence, Known known) {
    Optional<Booking> booking =
        unconfirmed.stream().filter(it -> it.sequence() == sequence).findFirst();
    if (booking.isEmpty()) {
      return;
    }
    unconfirmed.remove(booking.get());
    Live live = booking.get().live();
    replied.remove(live.replyToken());
    Peer to = peer(live.route.to());
    to.awaiting.remove(live.stamp).ifPresent(flight -> dropped(flight, to));
    undo(live, to);
    answerAsKnown(live, to, known);
  }

  /** The same request gets the answer that it had; another one under its identity is refused. */
  private void answerAsKnown(Live live, Peer to, Known known) {
    Peer from = peer(live.route.from());
    inbox.forget(live.key);
    boolean same =
        Inbox.difference(known.intent().request(), Kept.of(live.request, to.dialect)) == null;
    outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), same ? "answered" : "conflict");
    Message answer =
        same
            ? known.answer().orElseGet(() -> technical(live))
            : from.dialect.response(live.request, "94").build();
    if (same && known.answer().isPresent()) {
      inbox.finish(live.key, live.request, answer, known.intent().stamp(), 0);
    }
    if (!live.answered) {
      outbox.send(live.origin, answer, 0, 0, Long.MAX_VALUE);
    }
  }

  private static void dropped(Flight flight, Peer to) {
    flight.takenBack();
    if (flight instanceof Flight.Request request) {
      to.target.release(request.permit());
    }
  }

  private void undo(Live live, Peer to) {
    decisions.undo(live);
    deliveries.undo(to, live.id);
  }

  // --- time

  void tick() {
    long now = outbox.nanos();
    for (Live next = waiting.overdue(now); next != null; next = waiting.overdue(now)) {
      unroutable(next, peer(next.route.to()), StandInReason.LANE_BUSY);
    }
    for (Live late = replied.overdue(now); late != null; late = replied.overdue(now)) {
      undelivered(late.replyToken(), Event.Unsent.Why.TOO_LATE);
    }
  }

  long deadline() {
    return Math.min(waiting.deadline(), replied.deadline());
  }

  /** The card has nothing undelivered any more. */
  void laneCleared(Peer to, String lane) {
    waiting.release(to.name(), lane).forEach(live -> forward(live, to));
  }

  // --- recovery and stop

  /**
   * Exchanges that were out when the last run ended are of unknown outcome: one reversal each
   * (domain §3.7 row 10).
   */
  void recover(List<Intent> open) {
    for (Intent intent : open) {
      Peer to = peer(intent.to());
      Peer from = peer(intent.identity().endpoint());
      Message answer = from.dialect.response(intent.request(), "91").build();
      String lane = intent.request().pan().map(tokens::of).orElse("");
      Message forwarded = forwarded(intent.request(), to);
      outbox.store(
          deliveries.owe(
              to,
              Duty.REVERSAL,
              lane,
              Kept.reversal(forwarded, intent.stamp(), to.dialect),
              intent.id()),
          new Change.Concluded(
              intent.id(), Verdict.UNKNOWN, Kept.of(answer, to.dialect), outbox.now().wall()));
      outbox.note(Fact.Kind.RECOVERED_UNKNOWN, to.name(), "reversal");
    }
  }

  void stop() {
    stopping = true;
  }

  void room(boolean enough) {
    cramped = !enough;
  }

  /** Somebody who asked over this link waits for an answer. */
  boolean owesAnswerOver(LinkId link) {
    return inbox.anyInProgress(live -> live.origin.equals(link));
  }

  int inProgress() {
    return inbox.inProgress();
  }
}

package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Inbox;
import io.nightbus.core.exchange.Inbox.Opening;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Health;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.standin.Ruling;
import io.nightbus.core.standin.StandIn;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The path of a live request, top to bottom: it comes in, goes out, is answered; or the host stays
 * silent and we decide, or say 91. Whatever may have had an effect without our knowing it leaves
 * exactly one reversal behind.
 */
final class LiveTraffic {
  private static final int MOST_OPEN = 100_000;

  /**
   * Answers in memory; for what is older the book's unique key stands in. More would only feed the
   * collector.
   */
  private static final int MOST_FINISHED = 10_000;

  private static final int MOST_GIVEN_BACK = 100_000;

  private final Settings settings;
  private final Map<String, Peer> peers;
  private final CardTokens tokens;
  private final Outbox outbox;
  private final Deliveries deliveries;
  private final Counters counters;
  private final Optional<StandIn> standIn;
  private final Inbox<Live> inbox = new Inbox<>(MOST_OPEN, MOST_FINISHED);

  private final Replies replied = new Replies();

  /** Bookings whose identity the book has not confirmed to be new. */
  private final Deque<Booking> unconfirmed = new ArrayDeque<>();

  /** Requests that wait for their card's lane. */
  private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();

  private final Map<String, List<Live>> waitingByLane = new HashMap<>();

  /** Stand-in approvals of this run that count no more; of earlier ones the book knows. */
  private final Recent givenBack = new Recent(MOST_GIVEN_BACK);

  private final Map<Long, Live> questions = new HashMap<>();
  private boolean stopping;

  private record Booking(long sequence, Live live) {}

  private record Waiting(long until, Live live, String lane) implements Comparable<Waiting> {
    @Override
    public int compareTo(Waiting other) {
      int byTime = Long.compare(until, other.until);
      return byTime != 0 ? byTime : Long.compare(live.id, other.live.id);
    }
  }

  LiveTraffic(
      Settings settings,
      Map<String, Peer> peers,
      CardTokens tokens,
      Outbox outbox,
      Deliveries deliveries,
      Counters counters) {
    this.settings = settings;
    this.peers = peers;
    this.tokens = tokens;
    this.outbox = outbox;
    this.deliveries = deliveries;
    this.counters = counters;
    this.standIn = settings.standIn().map(rules -> new StandIn(rules, counters));
  }

  // --- a message of an originator comes in

  void received(Peer from, LinkId origin, Message message) {
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
      case Opening.New<Live> _ -> begin(from, origin, message, identity);
      case Opening.InProgress<Live> running -> {
        running.what().origin = origin;
        outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "in progress");
      }
      case Opening.Answered<Live> done -> {
        outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "answered");
        outbox.send(origin, done.answer(), 0, done.after(), Long.MAX_VALUE);
      }
      case Opening.Conflict<Live> _ ->
          refuse(from, origin, message, "94", "same identity, other content");
      case Opening.Full<Live> _ -> refuse(from, origin, message, "91", "too many in progress");
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

  private void begin(Peer from, LinkId origin, Message message, Identity identity) {
    Optional<Settings.Route> route = route(from.name(), message);
    if (route.isEmpty()) {
      refuse(from, origin, message, "92", "no route");
      return;
    }
    if (stopping) {
      refuse(from, origin, message, "91", "stopping");
      return;
    }
    Peer to = peer(route.get().to());
    Message forwarded = forwarded(message, to);
    var live =
        new Live(outbox.id(), identity, message, forwarded, route.get(), outbox.nanos(), origin);
    if (isAsked(message)) {
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
      String lane = lane(live);
      if (deliveries.isBusy(to, lane)) {
        waiting.add(new Waiting(live.arrived + (live.until - live.arrived) / 5, live, lane));
        waitingByLane.computeIfAbsent(lane, _ -> new ArrayList<>()).add(live);
        return;
      }
    }
    forward(live, to);
  }

  private String lane(Live live) {
    return live.request.pan().map(tokens::of).orElse("");
  }

  private static String range(Message message) {
    String pan = message.get(De.PAN, "");
    return pan.length() < 6 ? "" : pan.substring(0, 6);
  }

  private void forward(Live live, Peer to) {
    if (live.reversal != null) {
      // Its originator has given it up, in words that name no later transmission.
      unroutable(live, to, "REVERSED");
      return;
    }
    switch (to.target.choose(range(live.request))) {
      case NoRoute(var why) -> unroutable(live, to, why.name());
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
      unroutable(live, to, "TOO_LATE");
    } else {
      forward(live, to);
    }
  }

  /** Nothing is out: stand-in decides, or the answer is 91. */
  private void unroutable(Live live, Peer to, String why) {
    outbox.note(Fact.Kind.REQUEST_REFUSED, to.name(), why);
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
      deliveries.release(to, live);
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
    ResponseClass kind = to.dialect.classify(response.responseCode());
    to.target.ended(flight.permit(), Health.of(kind));
    outbox.note(Fact.Kind.REQUEST_DURATION, to.name(), kind.name(), outbox.nanos() - live.arrived);
    if (kind.isTechnical() && live.route.standIn() && live.reversal == null) {
      decide(live, to, kind.name(), List.of(reversal(live, to)));
      return;
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

  /** Its deadline passed or its link was lost: it may have been acted upon. */
  void unknown(Flight.Request flight, String why, Health health) {
    Live live = flight.live();
    Peer to = peer(live.route.to());
    to.target.ended(flight.permit(), health);
    outbox.note(Fact.Kind.OUTCOME_UNKNOWN, to.name(), why);
    List<Change> owed = live.reversal == null ? List.of(reversal(live, to)) : List.of();
    if (live.route.standIn() && live.reversal == null) {
      decide(live, to, why, owed);
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
    ResponseClass kind = to.dialect.classify(response.responseCode());
    outbox.note(Fact.Kind.ANSWER_LATE, to.name(), kind.name());
    Entry undoing = live.undoing == null ? live.reversal : live.undoing;
    if (kind.isApproval() && undoing != null && !deliveries.isOwed(to, undoing)) {
      outbox.store(reversal(live, to));
    }
  }

  private Change reversal(Live live, Peer to) {
    Change.Owed owed =
        deliveries.owe(
            to,
            Duty.REVERSAL,
            lane(live),
            Kept.reversal(live.forwarded, live.stamp, to.dialect),
            live.id);
    live.undoing = Deliveries.entry(owed.obligation());
    deliveries.follow(owed.obligation().id(), live);
    return owed;
  }

  // --- the end of an exchange

  /**
   * Books the end together with what it leaves behind, and answers the originator once that is
   * durable.
   */
  private void conclude(Live live, Peer to, Verdict verdict, Message answer, List<Change> owed) {
    long after = 0;
    if (live.booked || (live.route.journal() && verdict != Verdict.UNSENT) || !owed.isEmpty()) {
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
      after = declined ? 0 : sequence;
    }
    answer(live, verdict, answer, after);
    deliveries.release(to, live);
  }

  private void answer(Live live, Verdict verdict, Message answer, long after) {
    if (verdict == Verdict.UNSENT && !live.booked) {
      inbox.forget(live.key);
    } else {
      inbox.finish(live.key, live.request, answer, live.stamp, after);
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
  }

  // --- stand-in

  private void decide(Live live, Peer to, String why, List<Change> owed) {
    if (!live.stamped) {
      live.stamp = to.stamps.issue(live.request.mti());
      live.stamped = true;
    }
    LocalDate today = LocalDate.ofInstant(outbox.now().wall(), ZoneOffset.UTC);
    String card = lane(live);
    Ruling ruling = standIn.map(rules -> rules.decide(live.request, card, today)).orElseThrow();
    Dialect dialect = peer(live.route.from()).dialect;
    switch (ruling) {
      case Ruling.Approve _ -> {
        String approval = Deliveries.approvalCode(live.id);
        Message answer =
            dialect.response(live.request, "00").set(De.APPROVAL_CODE, approval).build();
        var changes = new ArrayList<>(owed);
        live.decision = decision(live, card, true, "00", approval, why);
        changes.add(new Change.Decided(live.decision));
        changes.add(of(live, count(card, today.toString(), 1, live.request.amount())));
        changes.add(of(live, expose(1, live.request.amount())));
        changes.add(advice(live, to, card, "00", approval));
        outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), "APPROVED");
        conclude(live, to, Verdict.STOOD_IN_APPROVED, answer, changes);
      }
      case Ruling.Decline(var code, var check) -> {
        Message answer = dialect.response(live.request, code).build();
        var changes = new ArrayList<>(owed);
        live.decision = decision(live, card, false, code, "", why + ' ' + check);
        changes.add(new Change.Decided(live.decision));
        changes.add(advice(live, to, card, code, ""));
        outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), "DECLINED");
        conclude(live, to, Verdict.STOOD_IN_DECLINED, answer, changes);
      }
      case Ruling.MayNot(var check) -> {
        outbox.note(Fact.Kind.STANDIN_DECIDED, to.name(), check.name());
        if (owed.isEmpty()) {
          unserved(live, to);
        } else {
          conclude(live, to, Verdict.UNKNOWN, technical(live), owed);
        }
      }
    }
  }

  private Decision decision(
      Live live, String card, boolean approved, String code, String approval, String why) {
    return new Decision(
        outbox.id(),
        live.id,
        card,
        approved,
        live.request.amount(),
        live.request.get(De.CURRENCY, ""),
        code,
        approval,
        why,
        outbox.now().wall());
  }

  private Change advice(Live live, Peer to, String card, String code, String approval) {
    Message message = Kept.advice(live.forwarded, live.stamp, code, approval, to.dialect);
    Change.Owed owed = deliveries.owe(to, Duty.ADVICE, card, message, live.id);
    live.advice = Deliveries.entry(owed.obligation());
    return owed;
  }

  private Change.Counted count(String card, String day, int count, long amount) {
    return counted(new Change.Counted(Counters.card(card), day, count, amount));
  }

  private Change.Counted expose(int count, long amount) {
    return counted(new Change.Counted(Counters.EXPOSURE, Counters.ALL, count, amount));
  }

  private Change.Counted counted(Change.Counted moved) {
    counters.add(moved.scope(), moved.window(), moved.count(), moved.amount());
    return moved;
  }

  /** Of this exchange: taken back where its transaction is refused. */
  private static Change of(Live live, Change.Counted moved) {
    live.counted.add(moved);
    return moved;
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
      changes.addAll(withdraw(live, to, decision));
      outbox.note(Fact.Kind.STANDIN_WITHDRAWN, to.name(), why.name());
    } else if (live.reversal == null) {
      changes.add(reversal(live, to));
    }
    changes.add(
        new Change.Concluded(
            live.id, Verdict.WITHDRAWN, Kept.of(answer, to.dialect), outbox.now().wall()));
    inbox.finish(live.key, live.request, answer, live.stamp, outbox.store(changes));
    if (why == Event.Unsent.Why.TOO_LATE) {
      live.answered = true;
      outbox.send(live.origin, answer, 0, 0, Long.MAX_VALUE);
    }
  }

  private List<Change> withdraw(Live live, Peer to, Decision decision) {
    var changes = new ArrayList<Change>();
    String day = LocalDate.ofInstant(decision.at(), ZoneOffset.UTC).toString();
    if (givenBack.add(live.id)) {
      changes.add(new Change.Withdrawn(decision.id(), outbox.now().wall()));
      changes.add(of(live, count(decision.card(), day, -1, -decision.amount())));
    }
    Entry advice = live.advice;
    if (advice != null && deliveries.voidUnsent(to, advice)) {
      changes.add(of(live, expose(-1, -decision.amount())));
      changes.addAll(deliveries.voided(advice, "withdrawn"));
    } else if (live.reversal == null) {
      changes.add(reversal(live, to));
    }
    return changes;
  }

  // --- advices and reversals of originators

  /**
   * Always taken over: stored, acknowledged, delivered by the backlog, whether the endpoint is up
   * or down.
   */
  private void takeOver(Live live, Peer to) {
    Duty duty = live.request.mti().isReversal() ? Duty.REVERSAL : Duty.ADVICE;
    if (duty == Duty.ADVICE || live.request.get(De.ORIGINAL_DATA, "").length() != 42) {
      takenOver(live, to, duty, Kept.passedOn(live.forwarded, to.dialect), null, Optional.empty());
      return;
    }
    Live original = inbox.inProgress(originalKey(live));
    if (original != null && !isUnconfirmed(original)) {
      Message message = Kept.reversal(live.forwarded, original.stamp, to.dialect);
      takenOver(live, to, duty, message, original, Optional.empty());
      return;
    }
    Optional<Stamp> sentAs =
        live.route.journal() ? Optional.empty() : inbox.sentAs(originalKey(live));
    if (sentAs.isPresent()) {
      Message message = Kept.reversal(live.forwarded, sentAs.get(), to.dialect);
      takenOver(live, to, duty, message, null, Optional.empty());
      return;
    }
    questions.put(outbox.load(new Query.ExchangeOf(originalKey(live))), live);
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
    if (live.request.mti().isRequest() && !live.request.mti().isReversal()) {
      looked(live, to, known);
      return true;
    }
    Live original = inbox.inProgress(originalKey(live));
    Stamp stamp =
        original != null
            ? original.stamp
            : known.map(it -> it.intent().stamp()).orElseGet(() -> unused(live, to));
    Message message = Kept.reversal(live.forwarded, stamp, to.dialect);
    takenOver(live, to, Duty.REVERSAL, message, original, known);
    return true;
  }

  /**
   * For an original that we never sent, a stamp that no message on the leg has: the originator's
   * own could be that of another message there.
   */
  private static Stamp unused(Live live, Peer to) {
    return to.stamps.issue(Mti.of(live.request.get(De.ORIGINAL_DATA).substring(0, 4)));
  }

  private void takenOver(
      Live live,
      Peer to,
      Duty duty,
      Message message,
      @Nullable Live original,
      Optional<Known> known) {
    Message acknowledgement = peer(live.route.from()).dialect.response(live.request, "00").build();
    var changes = new ArrayList<Change>();
    Change.Owed owed = deliveries.owe(to, duty, lane(live), message, live.id, original != null);
    changes.add(owed);
    if (original != null) {
      original.reversal = Deliveries.entry(owed.obligation());
    }
    known.ifPresent(it -> changes.addAll(velocityBack(live, it)));
    conclude(live, to, Verdict.TAKEN_OVER, acknowledgement, changes);
  }

  /**
   * The reversal of what we stood in for gives the card its day's limit back, once: however often
   * it is reversed, and where the approval could not be handed on besides.
   */
  private List<Change> velocityBack(Live live, Known known) {
    Intent intent = known.intent();
    boolean stoodIn = known.verdict().filter(Verdict.STOOD_IN_APPROVED::equals).isPresent();
    Optional<String> card = intent.request().pan().map(tokens::of);
    Optional<Message> answer = known.answer();
    if (!stoodIn || card.isEmpty() || answer.isEmpty() || !givenBack.add(intent.id())) {
      return List.of();
    }
    String day = LocalDate.ofInstant(intent.at(), ZoneOffset.UTC).toString();
    return List.of(
        of(live, count(card.get(), day, -1, -intent.request().amount())),
        new Change.Concluded(intent.id(), Verdict.REVERSED, answer.get(), outbox.now().wall()));
  }

  // --- what the book says

  /** Its identity may turn out to be known: then it went out under another stamp, long ago. */
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
    live.counted.forEach(
        moved -> counters.add(moved.scope(), moved.window(), -moved.count(), -moved.amount()));
    live.counted.clear();
    deliveries.undo(to, live.id);
  }

  // --- time

  void tick() {
    long now = outbox.nanos();
    while (!waiting.isEmpty() && waiting.peek().until() <= now) {
      Waiting gone = waiting.remove();
      List<Live> lane = waitingByLane.get(gone.lane());
      if (lane != null && lane.remove(gone.live())) {
        unroutable(gone.live(), peer(gone.live().route.to()), "LANE_BUSY");
      }
    }
    for (Live late = replied.overdue(now); late != null; late = replied.overdue(now)) {
      undelivered(late.replyToken(), Event.Unsent.Why.TOO_LATE);
    }
  }

  long deadline() {
    long lane = waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().until();
    return Math.min(lane, replied.deadline());
  }

  /** The card has nothing undelivered any more. */
  void laneCleared(Peer to, String lane) {
    List<Live> lives = waitingByLane.get(lane);
    if (lives == null) {
      return;
    }
    List<Live> released = lives.stream().filter(live -> live.route.to().equals(to.name())).toList();
    lives.removeAll(released);
    if (lives.isEmpty()) {
      waitingByLane.remove(lane);
    }
    released.forEach(live -> forward(live, to));
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

  int inProgress() {
    return inbox.inProgress();
  }
}

package io.nightbus.core;

import io.nightbus.core.Standing.Left;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.standin.Cards;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Counters.Move;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.standin.Forcings;
import io.nightbus.core.standin.Ruling;
import io.nightbus.core.standin.Shadow;
import io.nightbus.core.standin.StandIn;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.StandInReason;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is decided in an issuer's place: what it counts against limits, what it makes us owe, and
 * how all of it is taken back, each counter once.
 */
final class Decisions {
  private final Outbox outbox;
  private final Owing owing;
  private final Counters counters;
  private final Cards cards;
  private final Forcings forcings;
  private final Optional<StandIn> standIn;
  private final Standing standing = new Standing();
  private LocalDate today = LocalDate.EPOCH;

  Decisions(Settings settings, Recovered recovered, Outbox outbox, Owing owing, Counters counters) {
    this.outbox = outbox;
    this.owing = owing;
    this.counters = counters;
    this.cards =
        new Cards(
            settings.standIn().map(rules -> rules.cards()).orElse(Map.of()), recovered.cards());
    this.forcings = new Forcings(recovered.forcings(), outbox.now().wall(), outbox.nanos());
    this.standIn = settings.standIn().map(rules -> new StandIn(rules, cards, counters));
  }

  Cards cards() {
    return cards;
  }

  // --- what operators have forced

  /** What is forced now. */
  List<Forcing> forcings() {
    return forcings.at(outbox.now().wall(), outbox.nanos());
  }

  void force(Forcing forcing) {
    forcings.add(forcing, outbox.now().wall(), outbox.nanos());
  }

  void release(Forcing forcing) {
    forcings.release(forcing.id());
  }

  /** Whose time is over; each is told once. */
  List<Forcing> releaseEnded() {
    return forcings.releaseEnded(outbox.now().wall(), outbox.nanos());
  }

  /** When the time of the next is over, in monotonic nanoseconds. */
  long forcedUntil() {
    return forcings.deadline();
  }

  /** Stand-in decides for every card of it. */
  boolean isForcedWhole(String endpoint) {
    return forcings.isEveryCardOf(endpoint, outbox.now().wall(), outbox.nanos());
  }

  Counters.Sum exposure() {
    return counters.of(Counters.EXPOSURE, Counters.ALL);
  }

  // --- to decide

  /** Why we have to decide although the host could; empty where it may be asked. */
  Optional<StandInReason> forced(Live live) {
    return live.route.standIn()
        ? forcings.of(
            live.to.name(),
            live.request.get(De.PAN, ""),
            live.lane,
            outbox.now().wall(),
            outbox.nanos())
        : Optional.empty();
  }

  Ruling rule(Live live) {
    StandIn rules = standIn.orElseThrow();
    return rules.decide(live.request, live.lane, today());
  }

  /** What stand-in would have said beside what the host did say. */
  void compare(Live live, boolean hostApproves) {
    Shadow shadow = Shadow.of(hostApproves, rule(live));
    outbox.note(Fact.Kind.STANDIN_SHADOW, live.to.name(), shadow.name());
  }

  private LocalDate today() {
    long day = Math.floorDiv(outbox.now().wall().getEpochSecond(), 86_400);
    if (day != today.toEpochDay()) {
      today = LocalDate.ofEpochDay(day);
      counters.forgetBefore(today.minusDays(io.nightbus.core.standin.Limit.MOST_DAYS));
    }
    return today;
  }

  /** Six digits; with RRN and card it names a stand-in decision. */
  static String approvalCode(long exchange) {
    return "%06d".formatted(exchange % 1_000_000);
  }

  /** Everything that belongs to an approval, to be stored with it. */
  List<Change> approve(Live live, StandInReason why, String approval, List<Move> counted) {
    var decision = decision(live, true, "00", approval, why, "", counted);
    live.decision = decision;
    var changes = new ArrayList<Change>();
    changes.add(new Change.Decided(decision));
    counted.forEach(move -> changes.add(count(live, move)));
    changes.add(count(live, exposure(1, decision.amount())));
    changes.add(advice(live, decision));
    return changes;
  }

  List<Change> decline(Live live, StandInReason why, String code, String check) {
    var decision = decision(live, false, code, "", why, check, List.of());
    live.decision = decision;
    return List.of(new Change.Decided(decision), advice(live, decision));
  }

  private Decision decision(
      Live live,
      boolean approved,
      String code,
      String approval,
      StandInReason why,
      String check,
      List<Move> counted) {
    return new Decision(
        live.id,
        live.lane,
        approved,
        live.request.amount(),
        live.request.get(De.CURRENCY, ""),
        code,
        approval,
        why,
        check,
        outbox.now().wall(),
        counted);
  }

  private Change advice(Live live, Decision decision) {
    Message message = Kept.advice(live.forwarded, live.stamp, decision, live.to.dialect);
    Change.Owed owed = owing.adviceOf(live, message, decision.approved());
    live.advice = Entry.of(owed.obligation());
    return owed;
  }

  // --- counters

  static Move exposure(int count, long amount) {
    return new Move(Counters.EXPOSURE, Counters.ALL, count, amount);
  }

  /** Moves a counter for this exchange: taken back where its transaction is refused. */
  private Change count(Live live, Move move) {
    counters.add(move);
    live.counted.add(move);
    return new Change.Counted(move.scope(), move.window(), move.count(), move.amount());
  }

  /** The transaction of this exchange was refused. */
  void undo(Live live) {
    live.counted.forEach(move -> counters.add(move.back()));
    live.counted.clear();
  }

  // --- to take back

  /**
   * The answer never reached anybody. Whoever asked may have reversed it meanwhile: then nothing is
   * left to give back and the reversal is owed already, but our own news of it must not go out.
   */
  List<Change> withdraw(Live live, Decision decision) {
    Left before = standing.of(live.id, Left.standing(decision.amount()));
    if (before.withdrawn()) {
      return List.of();
    }
    var changes = new ArrayList<Change>(takenBack(live, decision, before));
    Optional<List<Change>> voided = voided(live, live.advice, decision);
    if (voided.isPresent()) {
      changes.addAll(voided.get());
    } else if (live.reversal == null && !before.gone()) {
      changes.add(owing.reversalOf(live, live.stamp));
    }
    return changes;
  }

  private List<Change> takenBack(Live by, Decision decision, Left before) {
    standing.put(decision.exchange(), Left.takenBack());
    var changes = new ArrayList<Change>();
    changes.add(new Change.Withdrawn(decision.exchange(), outbox.now().wall()));
    if (!before.gone()) {
      changes.addAll(fall(by, decision, before, Left.takenBack()));
    }
    return changes;
  }

  /** Takes our advice back if no byte of it can have left; empty where it may have. */
  private Optional<List<Change>> voided(Live by, @Nullable Entry advice, Decision decision) {
    if (advice == null || !owing.voidUnsent(by.to, advice)) {
      return Optional.empty();
    }
    var changes = new ArrayList<Change>();
    if (decision.approved()) {
      changes.add(count(by, exposure(-1, -decision.amount())));
    }
    changes.add(owing.voided(advice, "withdrawn"));
    return Optional.of(changes);
  }

  /** Velocity falls by what stands no more, and by nothing the second time. */
  private List<Change> fall(Live by, Decision decision, Left before, Left after) {
    var changes = new ArrayList<Change>();
    for (Move move : decision.counted()) {
      int count = after.gone() ? -move.count() : 0;
      changes.add(
          count(
              by, new Move(move.scope(), move.window(), count, after.amount() - before.amount())));
    }
    return changes;
  }

  private List<Change> lower(Live by, Stood stood, Left to) {
    Decision decision = stood.decision();
    Left before = standing.of(decision.exchange(), Left.of(stood));
    if (before.gone() || (!to.gone() && to.amount() >= before.amount())) {
      return List.of();
    }
    standing.put(decision.exchange(), to);
    var changes = new ArrayList<Change>();
    changes.add(
        new Change.Lowered(decision.exchange(), to.amount(), to.gone(), outbox.now().wall()));
    changes.addAll(fall(by, decision, before, to));
    return changes;
  }

  /**
   * The originator's reversal of what we stood in for gives the card its limits back, in part where
   * DE 95 says so; once, however often it is reversed.
   */
  List<Change> reversed(Live reversal, Known known) {
    Optional<Stood> stood = known.stood().filter(it -> it.decision().approved());
    if (stood.isEmpty()) {
      return List.of();
    }
    long left = replacement(reversal.request);
    boolean partly = left > 0 && left < stood.get().decision().amount();
    return lower(reversal, stood.get(), partly ? Left.standing(left) : Left.reversed());
  }

  /** The amount that stands after a partial reversal (DE 95), 0 where nothing does. */
  private static long replacement(Message reversal) {
    String amounts = reversal.get(De.REPLACEMENT_AMOUNTS, "");
    String actual = amounts.length() < 12 ? "" : amounts.substring(0, 12);
    return actual.chars().allMatch(c -> c >= '0' && c <= '9') && !actual.isEmpty()
        ? Long.parseLong(actual)
        : 0;
  }

  /**
   * The network decided in our place, and its word is what the merchant has: ours is taken back. If
   * our advice may have left, a reversal goes before the network's own (domain §6.9).
   *
   * @param forwarded the original as it went out
   */
  List<Change> overruled(Live advice, Stood stood, Intent original, Message forwarded) {
    Peer to = advice.to;
    Decision decision = stood.decision();
    Left before = standing.of(decision.exchange(), Left.of(stood));
    if (before.gone()) {
      return List.of();
    }
    outbox.note(Fact.Kind.STANDIN_WITHDRAWN, to.name(), "OVERRULED", Trail.of(advice.request));
    var changes = new ArrayList<Change>(takenBack(advice, decision, before));
    Entry ours = owing.adviceOf(decision.exchange()).orElse(null);
    Optional<List<Change>> voided = voided(advice, ours, decision);
    if (voided.isPresent()) {
      changes.addAll(voided.get());
    } else if (decision.approved()) {
      Message reversal = Kept.reversal(forwarded, original.stamp(), to.dialect);
      changes.add(owing.owe(to, Duty.REVERSAL, advice.lane, reversal, decision.exchange()));
    }
    return changes;
  }
}

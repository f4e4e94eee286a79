package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.Clashes;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.Limit;
import io.nightbus.core.transit.Charge;
import io.nightbus.iso.De;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes into rows and rows into answers, on one connection and for one thread; begins and commits
 * nothing.
 */
final class Tables {
  /** Counters of so many days before today may still count. */
  private static final int COUNTING_DAYS = Limit.MOST_DAYS;

  private static final int KEPT_DAYS = 35;

  private final Clashes clashes = new Clashes();
  private final Journal journal;
  private final Decisions decisions;
  private final Operators operators;
  private final Stans stans;
  private final Obligations obligations;
  private final Batches batches;
  private final Tallies tallies;
  private final Charges charges;
  private final HoldTable holds;
  private final ActTable acts;
  private final CardEvents events;

  Tables(Connection book, Keys keys) throws SQLException {
    var kept = new Kept(new Seal(keys));
    journal = new Journal(book, kept);
    decisions = new Decisions(book);
    operators = new Operators(book);
    stans = new Stans(book);
    obligations = new Obligations(book, kept);
    batches = new Batches(book);
    tallies = new Tallies(book);
    charges = new Charges(book, kept, batches, tallies);
    holds = new HoldTable(book);
    acts = new ActTable(book);
    events = new CardEvents(book);
  }

  /** What applying a transaction came to. */
  sealed interface Applied {
    record Whole() implements Applied {}

    /** Left out: the identity of its intent is known, or it builds on one that was left out. */
    record Clashed(Known known) implements Applied {}

    /** Left out: it takes back a decision that has been taken back. */
    record LeftOut() implements Applied {}
  }

  private static final Applied WHOLE = new Applied.Whole();
  private static final Applied LEFT_OUT = new Applied.LeftOut();

  /** Whether all of it may be applied is found out before the first row is touched. */
  Applied apply(List<Change> changes) throws SQLException {
    Optional<Known> known = known(changes);
    if (known.isPresent()) {
      clashes.remember(changes, known.get());
      return new Applied.Clashed(known.get());
    }
    for (Change change : changes) {
      if (change instanceof Change.Withdrawn withdrawn && !decisions.stands(withdrawn.exchange())) {
        return LEFT_OUT;
      }
    }
    for (Change change : changes) {
      apply(change, changes);
    }
    return WHOLE;
  }

  private Optional<Known> known(List<Change> changes) throws SQLException {
    for (Change change : changes) {
      if (change instanceof Change.Intended(Intent intent)) {
        Optional<Known> known = journal.find(intent.identity());
        if (known.isPresent()) {
          return known;
        }
      }
    }
    return clashes.under(changes);
  }

  private void apply(Change change, List<Change> with) throws SQLException {
    switch (change) {
      case Change.Intended intended -> journal.intended(intended.intent());
      case Change.Concluded concluded -> journal.concluded(concluded);
      case Change.Restamped restamped -> journal.restamped(restamped);
      case Change.Decided decided ->
          decisions.decided(decided.decision(), reference(decided.decision().exchange(), with));
      case Change.Counted counted -> decisions.counted(counted);
      case Change.Withdrawn withdrawn -> decisions.withdrawn(withdrawn);
      case Change.Lowered lowered -> decisions.lowered(lowered);
      case Change.Forced(var forcing) -> operators.forced(forcing);
      case Change.Released(var forcing, var at) -> operators.released(forcing, at);
      case Change.CardMarked(var card, var status, var at) -> operators.marked(card, status, at);
      case Change.Acted(var act) -> acts.acted(act);
      case Change.Owed owed -> obligations.owed(owed.obligation());
      case Change.ObligationSent sent -> obligations.sent(sent);
      case Change.ObligationUnsent unsent -> obligations.unsent(unsent);
      case Change.ObligationEnded ended -> obligations.ended(ended);
      case Change.ObligationRevived revived -> obligations.revived(revived);
      case Change.StansLeased leased -> stans.leased(leased);
      case Change.ChargeAccepted accepted -> charges.accepted(accepted.charge());
      case Change.ChargeSent sent -> charges.sent(sent);
      case Change.ChargeRepeated repeated -> charges.repeated(repeated);
      case Change.HoldPlaced placed -> {
        holds.placed(placed.hold());
        events.held(placed.hold());
      }
      case Change.HoldLifted lifted -> {
        holds.lifted(lifted);
        events.resumed(lifted);
      }
      case Change.CardTold told -> events.told(told);
      case Change.ChargeBounded bounded -> charges.bounded(bounded);
      case Change.ChargeMoved moved -> charges.moved(moved);
      case Change.BatchOpened opened -> batches.opened(opened.batch());
      case Change.BatchClosed closed -> charges.batchClosed(closed);
    }
  }

  /** DE 37 of an exchange, mostly of one that begins in the same transaction. */
  private String reference(long exchange, List<Change> with) throws SQLException {
    for (Change change : with) {
      if (change instanceof Change.Intended(Intent intent) && intent.id() == exchange) {
        return intent.request().get(De.RRN, "");
      }
    }
    return journal.reference(exchange);
  }

  /** Writes what was gathered in memory; to be called before each commit. */
  void settle() throws SQLException {
    journal.settle();
    decisions.settle();
    tallies.settle();
  }

  Loads answer(Query query) throws SQLException {
    return switch (query) {
      case Query.Backlog backlog -> backlog(backlog);
      case Query.Canaries canaries -> new Loads.Charges(charges.canaries(canaries));
      case Query.Selected selected -> charges.selected(selected);
      case Query.ChargesNamed named -> new Loads.Charges(charges.named(named.chargeIds()));
      case Query.ExchangeOf of -> new Loads.Exchange(exchange(of.identityKey()));
      case Query.Parked parked -> parked(parked.obligation());
      case Query.BatchNamed named -> new Loads.BatchFound(batches.find(named.id()));
    };
  }

  private Optional<Known> exchange(String identityKey) throws SQLException {
    Optional<Known> known = journal.find(identityKey);
    return known.isEmpty()
        ? known
        : Optional.of(known.get().with(decisions.find(known.get().intent().id())));
  }

  /**
   * The first {@code limit} entries, and whatever has the same order as the last: where one order
   * ends is where the next question starts.
   */
  private Loads.Backlog backlog(Query.Backlog query) throws SQLException {
    int more = Math.addExact(query.limit(), 1);
    var orders = new ArrayList<>(obligations.orders(query.endpoint(), query.order(), more));
    orders.addAll(charges.orders(query.endpoint(), query.order(), more));
    orders.sort(Long::compare);
    boolean cut = orders.size() > query.limit();
    long through =
        orders.isEmpty() ? query.order() : orders.get(cut ? query.limit() - 1 : orders.size() - 1);
    var owed = new ArrayList<Obligation>();
    for (Obligation it : obligations.between(query.endpoint(), query.order(), through)) {
      owed.add(it.names() == 0 || it.attempts() > 0 ? it : named(it));
    }
    List<Charge> due = charges.between(query.endpoint(), query.order(), through);
    return new Loads.Backlog(owed, due, through, !cut);
  }

  private Loads.ParkedFound parked(long id) throws SQLException {
    Optional<Obligation> found = obligations.parked(id);
    boolean undone = found.isPresent() && journal.isUndone(found.get().exchange());
    return new Loads.ParkedFound(found, undone);
  }

  /** By the name that what it names has by now. */
  private Obligation named(Obligation it) throws SQLException {
    return journal.stamp(it.names()).map(it::naming).orElse(it);
  }

  Recovered recover(Instant now) throws SQLException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    List<Intent> open = journal.recover();
    return new Recovered(
        lastId(),
        stans.leases(),
        stans.transmittedUpTo(),
        open,
        decisions.recover(
            today.minusDays(COUNTING_DAYS).toString(), today.minusDays(KEPT_DAYS).toString()),
        undelivered(),
        obligations.lanes(),
        tallies.sums(),
        holds.standing(),
        tallies.waiting(),
        charges.stopped(),
        obligations.parkedCounts(),
        operators.forcings(now),
        operators.cards());
  }

  private long lastId() throws SQLException {
    return Math.max(
        Math.max(journal.lastId(), decisions.lastId()),
        Math.max(
            Math.max(obligations.lastId(), operators.lastId()),
            Math.max(charges.lastId(), acts.lastId())));
  }

  private Map<String, Map<Duty, Long>> undelivered() throws SQLException {
    Map<String, Map<Duty, Long>> counts = obligations.counts();
    charges
        .counts()
        .forEach((endpoint, count) ->
            counts
                .computeIfAbsent(endpoint, e -> new EnumMap<>(Duty.class))
                .put(Duty.CHARGE, count));
    return counts;
  }
}

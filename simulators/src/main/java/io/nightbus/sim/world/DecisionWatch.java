package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What stand-in decides, transaction by transaction: the decision with its advice and its counters
 * in one (I3), behind the reversal of whatever was sent before (I3b), and within limits that are
 * reckoned here anew from the decisions themselves (I23).
 */
final class DecisionWatch implements Watch {
  private final Checks checks;
  private final Tables tables;
  private final Plan plan;
  private final Map<String, Long> exchanges = new HashMap<>();
  private final Set<Long> sent = new HashSet<>();
  private final Map<String, Map<LocalDate, Sum>> cards = new HashMap<>();
  private final Map<Long, Decision> standing = new HashMap<>();
  private final Map<Long, Long> left = new HashMap<>();
  private long exposed;

  /** Approvals of one card on one day. */
  private static final class Sum {
    int count;
    long amount;
  }

  DecisionWatch(Checks checks, Tables tables, Plan plan) {
    this.checks = checks;
    this.tables = tables;
    this.plan = plan;
  }

  // --- what was sent

  @Override
  public void handing(LinkId link, Message message) {
    if (message.mti().isRequest() && !message.mti().isReversal() && message.has(De.STAN)) {
      Long exchange = exchanges.get(key(link.endpoint(), Stamp.of(message)));
      if (exchange != null) {
        sent.add(exchange);
      }
    }
  }

  private static String key(String endpoint, Stamp stamp) {
    return endpoint + ' ' + stamp.mti() + stamp.stanDigits() + stamp.transmitted();
  }

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.Intended(var intent) ->
          exchanges.put(key(intent.to(), intent.stamp()), intent.id());
      case Change.Restamped(var id, var stamp) ->
          exchanges.put(key(tables.exchange(id).intent.to(), stamp), id);
      case Change.Withdrawn(var id, var _) -> stands(id, 0, true);
      case Change.Lowered(var id, var amount, var gone, var _) -> stands(id, amount, gone);
      default -> {}
    }
  }

  // --- a transaction

  @Override
  public void committed(List<Change> transaction) {
    for (Change change : transaction) {
      switch (change) {
        case Change.Decided(var decision) -> decided(decision, transaction);
        case Change.Owed(var it) -> exposed += it.exposes() ? it.message().amount() : 0;
        case Change.ObligationEnded(var id, var ending, var _, var _) -> ended(id, ending);
        default -> {}
      }
    }
    counted(transaction);
  }

  private void decided(Decision decision, List<Change> transaction) {
    List<Obligation> owed =
        transaction.stream()
            .filter(it -> it instanceof Change.Owed)
            .map(it -> ((Change.Owed) it).obligation())
            .filter(it -> it.exchange() == decision.exchange())
            .toList();
    List<Obligation> advices = owed.stream().filter(it -> it.duty() == Duty.ADVICE).toList();
    Verdict verdict = tables.exchange(decision.exchange()).verdict;
    Verdict due = decision.approved() ? Verdict.STOOD_IN_APPROVED : Verdict.STOOD_IN_DECLINED;
    checks.that(
        advices.size() == 1 && verdict == due,
        Invariant.ONE_ADVICE,
        () -> decision + " is stored with " + verdict + " and with the advices " + advices);
    if (sent.contains(decision.exchange())) {
      checks.that(
          owed.stream()
              .anyMatch(
                  it -> it.duty() == Duty.REVERSAL && it.order() < advices.getFirst().order()),
          Invariant.REVERSAL_BEFORE_ADVICE,
          () -> decision + " follows what was sent, and is stored with " + owed);
    }
    if (decision.approved()) {
      approved(decision);
    }
  }

  // --- limits

  private void approved(Decision decision) {
    standing.put(decision.exchange(), decision);
    left.put(decision.exchange(), decision.amount());
    add(decision, 1, decision.amount());
    LocalDate day = day(decision);
    Sum today = over(decision.card(), day, 1);
    Sum week = over(decision.card(), day, 7);
    checks.that(
        today.count <= plan.perCardCount && today.amount <= plan.perCardAmount,
        Invariant.STANDIN_LIMITS,
        () -> today.count + " approvals of " + today.amount + " on a day with " + decision);
    checks.that(
        week.count <= 3 * plan.perCardCount && week.amount <= plan.perWeekAmount,
        Invariant.STANDIN_LIMITS,
        () -> week.count + " approvals of " + week.amount + " in a week with " + decision);
    checks.that(
        decision.amount() <= 2 * plan.perTransaction,
        Invariant.STANDIN_LIMITS,
        () -> "more than one transaction may have: " + decision);
    checks.that(
        exposed <= plan.exposure,
        Invariant.STANDIN_LIMITS,
        () -> exposed + " is exposed, and may be " + plan.exposure);
  }

  private static LocalDate day(Decision decision) {
    return LocalDate.ofInstant(decision.at(), ZoneOffset.UTC);
  }

  private void add(Decision decision, int count, long amount) {
    Sum sum =
        cards
            .computeIfAbsent(decision.card(), _ -> new HashMap<>())
            .computeIfAbsent(day(decision), _ -> new Sum());
    sum.count += count;
    sum.amount += amount;
  }

  private Sum over(String card, LocalDate day, int days) {
    var sum = new Sum();
    Map<LocalDate, Sum> sums = cards.getOrDefault(card, Map.of());
    for (int back = 0; back < days; back++) {
      Sum of = sums.get(day.minusDays(back));
      sum.count += of == null ? 0 : of.count;
      sum.amount += of == null ? 0 : of.amount;
    }
    return sum;
  }

  private void stands(long exchange, long amount, boolean gone) {
    Decision decision = standing.get(exchange);
    if (decision != null) {
      long before = left.getOrDefault(exchange, 0L);
      add(decision, gone ? -1 : 0, amount - before);
      left.put(exchange, amount);
      if (gone) {
        standing.remove(exchange);
      }
    }
  }

  private void ended(long obligation, Ending ending) {
    Obligation it = tables.owed(obligation).obligation;
    boolean known =
        switch (ending) {
          case DELIVERED, VOIDED, SETTLED -> true;
          case PARKED -> false;
        };
    exposed -= it.exposes() && known ? it.message().amount() : 0;
  }

  /** The book's counter moves with what it counts, in the same transaction. */
  private void counted(List<Change> transaction) {
    if (transaction.stream().anyMatch(it -> it instanceof Change.Counted)) {
      Tables.Count booked = tables.counters.get(Counters.EXPOSURE + ' ' + Counters.ALL);
      checks.that(
          booked == null || booked.amount() == exposed,
          Invariant.STANDIN_LIMITS,
          () -> exposed + " is exposed, and the book counts " + booked);
    }
  }
}

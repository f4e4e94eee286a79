package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashMap;
import java.util.Map;

/** Stand-in's counters say what its decisions say, and nobody got more than the limits allow. */
final class LimitCheck {
  private static final String CARD = "card/";

  private final Evidence evidence;
  private final Flaws flaws;

  LimitCheck(Evidence evidence, Flaws flaws) {
    this.evidence = evidence;
    this.flaws = flaws;
  }

  private record Day(String card, String day) {}

  void run() {
    Map<Day, Sum> approved = approved();
    Map<Day, Sum> counted = counted();
    counted.forEach((day, sum) -> {
      if (!approved.getOrDefault(day, Sum.ZERO).equals(sum)) {
        flaws.add(Kind.LIMIT, "a card's counter of " + day.day() + " is not its approvals");
      }
    });
    if (!counted.isEmpty()) {
      approved.keySet().stream()
          .filter(day -> !counted.containsKey(day))
          .forEach(day -> flaws.add(Kind.LIMIT, "approvals of " + day.day() + " are not counted"));
    }
    approved.values().forEach(this::within);
    for (Store.Decision decision : evidence.store().decisions()) {
      if (decision.counts() && decision.amount() > evidence.limits().perTransaction()) {
        flaws.add(Kind.LIMIT, "decision on " + decision.rrn() + " is over the limit");
      }
    }
    exposure();
  }

  /** What stand-in approved, less what was reversed by the one who had asked for it. */
  private Map<Day, Sum> approved() {
    Map<Day, Sum> approved = new HashMap<>();
    for (Store.Decision decision : evidence.store().decisions()) {
      if (decision.counts()) {
        approved.merge(
            new Day(decision.card(), decision.day()),
            decision.standing() == 0 ? Sum.ZERO : new Sum(1, decision.standing()),
            Sum::plus);
      }
    }
    return approved;
  }

  private Map<Day, Sum> counted() {
    Map<Day, Sum> counted = new HashMap<>();
    for (Store.Counter counter : evidence.store().counters()) {
      if (counter.scope().startsWith(CARD) && counter.scope().indexOf('/', CARD.length()) < 0) {
        counted.put(
            new Day(counter.scope().substring(CARD.length()), counter.period()),
            new Sum(counter.count(), counter.amount()));
      }
    }
    return counted;
  }

  private void within(Sum sum) {
    if (sum.count() > evidence.limits().perCardCount()
        || sum.amount() > evidence.limits().perCardAmount()) {
      flaws.add(Kind.LIMIT, "a card was given " + sum.amount() + " in " + sum.count());
    }
  }

  /** At rest the host knows of everything that was approved in its place. */
  private void exposure() {
    for (Store.Counter counter : evidence.store().counters()) {
      if (counter.scope().equals("exposure") && (counter.count() != 0 || counter.amount() != 0)) {
        flaws.add(Kind.LIMIT, "exposure is " + counter.amount() + " when nothing is owed");
      }
      if (counter.count() < 0 || counter.amount() < 0) {
        flaws.add(Kind.LIMIT, "a counter fell below zero");
      }
    }
  }
}

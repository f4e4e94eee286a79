package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Advices, reversals, stand-in's decisions and its counters. */
final class DutyCheck {
  private static final Set<String> ACKNOWLEDGEMENTS = Set.of("00", "08", "21", "25", "32", "85");

  private final Evidence evidence;
  private final Flaws flaws;

  DutyCheck(Evidence evidence, Flaws flaws) {
    this.evidence = evidence;
    this.flaws = flaws;
  }

  void run() {
    Map<String, Set<Object>> owed = new HashMap<>();
    for (Store.Obligation obligation : evidence.store().obligations()) {
      Set<Object> known = owed.computeIfAbsent(obligation.endpoint(), _ -> new HashSet<>());
      known.add(obligation.stamp());
      known.add(new About(obligation.isReversal(), obligation.rrn()));
      rest(obligation);
    }
    evidence
        .ledgers()
        .forEach((endpoint, ledger) -> backed(ledger, owed.getOrDefault(endpoint, Set.of())));
    decisions();
  }

  private static String name(Store.Obligation obligation) {
    return obligation.duty() + " " + obligation.rrn() + " to " + obligation.endpoint();
  }

  private void rest(Store.Obligation obligation) {
    switch (obligation.state()) {
      case "DELIVERED" -> acknowledged(obligation);
      case "VOIDED" -> {}
      case "PARKED" -> flaws.add(Kind.PARKED, name(obligation));
      default -> flaws.add(Kind.UNSETTLED, name(obligation) + " is " + obligation.state());
    }
  }

  /** Delivered means that its host has it and answered so. */
  private void acknowledged(Store.Obligation obligation) {
    List<LedgerLine> lines = evidence.ledger(obligation.endpoint()).stamped(obligation.stamp());
    boolean heard =
        lines.stream().anyMatch(line -> !line.withheld() && ACKNOWLEDGEMENTS.contains(line.code()));
    if (!heard) {
      flaws.add(Kind.LOST, name(obligation) + " is called delivered; its host has not said so");
    }
    for (LedgerLine line : lines) {
      if (!line.rrn().equals(obligation.rrn())) {
        flaws.add(Kind.MISPAIRED, name(obligation) + " carries another reference at its host");
      }
      if (line.amount() != obligation.amount()) {
        flaws.add(Kind.AMOUNT, name(obligation) + " has another amount at its host");
      }
    }
  }

  /** Some advice or some reversal for a reference. */
  private record About(boolean reversal, String rrn) {}

  /**
   * Nobody hears an advice or a reversal that the book does not know. What has an effect is known
   * by its own stamp; a reversal that found nothing may be told again under another.
   */
  private void backed(Ledger ledger, Set<Object> owed) {
    for (LedgerLine line : ledger.lines()) {
      boolean reversal = line.mti().charAt(1) == '4';
      boolean effect = line.isApplied() || line.isUndone();
      boolean known =
          owed.contains(line.stamp())
              || (!effect && owed.contains(new About(reversal, line.rrn())));
      if ((reversal || line.mti().charAt(2) == '2') && !known) {
        flaws.add(Kind.NOT_IN_BOOK, "a " + line.mti() + " for " + line.rrn() + " is in a ledger");
      }
      if (line.isUndone()
          && ledger.line(line.of()).filter(undone -> undone.rrn().equals(line.rrn())).isEmpty()) {
        flaws.add(Kind.MISPAIRED, "the reversal of " + line.rrn() + " undid another transaction");
      }
    }
  }

  private void decisions() {
    Map<Long, Integer> advices = new HashMap<>();
    for (Store.Obligation obligation : evidence.store().obligations()) {
      if (obligation.isAdvice() && obligation.isDelivered()) {
        advices.merge(obligation.exchange(), 1, Integer::sum);
      }
    }
    for (Store.Decision decision : evidence.store().decisions()) {
      int delivered = advices.getOrDefault(decision.exchange(), 0);
      if (!decision.withdrawn() && delivered != 1) {
        flaws.add(
            Kind.MISSING_ADVICE, "decision on " + decision.rrn() + ": " + delivered + " delivered");
      }
    }
  }
}

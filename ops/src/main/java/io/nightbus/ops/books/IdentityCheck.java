package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is on the wire under one identity is one message: the same card and reference, and a repeat
 * that says so. An advice or reversal is never heard more often than the book had meant to send it.
 */
final class IdentityCheck {
  private final Evidence evidence;
  private final Flaws flaws;

  IdentityCheck(Evidence evidence, Flaws flaws) {
    this.evidence = evidence;
    this.flaws = flaws;
  }

  void run() {
    evidence.ledgers().values().forEach(this::repeats);
    for (Store.Obligation owed : evidence.store().obligations()) {
      intended(owed.endpoint(), owed.stamp(), owed.attempts(), owed.duty() + " " + owed.rrn());
    }
  }

  private void repeats(Ledger ledger) {
    Map<LedgerLine.Stamp, LedgerLine> first = new HashMap<>();
    for (LedgerLine line : ledger.lines()) {
      LedgerLine before = first.putIfAbsent(line.stamp(), line);
      if (before == null) {
        continue;
      }
      if (!before.rrn().equals(line.rrn()) || !before.card().equals(line.card())) {
        flaws.add(Kind.IDENTITY, before.rrn() + " and " + line.rrn() + " went out as one");
      } else if (!line.repeat()) {
        flaws.add(Kind.IDENTITY, line.rrn() + " was sent again as if for the first time");
      }
    }
  }

  private void intended(String endpoint, LedgerLine.Stamp stamp, int times, String name) {
    Ledger ledger = evidence.ledgers().get(endpoint);
    List<LedgerLine> heard = ledger == null ? List.of() : ledger.stamped(stamp);
    if (heard.size() > times) {
      flaws.add(
          Kind.NOT_IN_BOOK,
          name + " was heard " + heard.size() + " times and meant to be sent " + times);
    }
  }
}

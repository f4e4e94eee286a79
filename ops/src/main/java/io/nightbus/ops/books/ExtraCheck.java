package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** No host holds an effect that neither a client nor an operator asked for. */
final class ExtraCheck {
  private final Evidence evidence;
  private final Flaws flaws;

  ExtraCheck(Evidence evidence, Flaws flaws) {
    this.evidence = evidence;
    this.flaws = flaws;
  }

  void run() {
    Map<String, Set<String>> asked = new HashMap<>();
    for (Journal journal : evidence.journals()) {
      Set<String> references = asked.computeIfAbsent(journal.endpoint(), _ -> new HashSet<>());
      journal.lines().forEach(line -> references.add(line.rrn()));
    }
    Map<String, String> endpoints = new HashMap<>();
    evidence.store().charges().forEach(c -> endpoints.put(c.chargeId(), c.endpoint()));
    for (Store.Attempt attempt : evidence.store().attempts()) {
      String endpoint = endpoints.getOrDefault(attempt.chargeId(), "");
      asked.computeIfAbsent(endpoint, _ -> new HashSet<>()).add(attempt.rrn());
    }
    evidence
        .ledgers()
        .forEach(
            (endpoint, ledger) -> look(endpoint, ledger, asked.getOrDefault(endpoint, Set.of())));
  }

  private void look(String endpoint, Ledger ledger, Set<String> asked) {
    for (String rrn : ledger.references()) {
      if (!asked.contains(rrn) && ledger.about(rrn).stream().anyMatch(LedgerLine::isApplied)) {
        flaws.add(Kind.EXTRA_EFFECT, rrn + " at " + endpoint);
      }
    }
  }
}

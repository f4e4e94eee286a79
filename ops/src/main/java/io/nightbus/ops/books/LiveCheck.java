package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every live request: what its client was told is what the host's ledger holds. */
final class LiveCheck {
  /** Answers that speak of the way, not of the card: nothing may stand behind them. */
  private static final Set<String> TECHNICAL =
      Set.of("12", "30", "68", "90", "91", "92", "94", "96");

  private final Evidence evidence;
  private final Index index;
  private final Flaws flaws;

  LiveCheck(Evidence evidence, Index index, Flaws flaws) {
    this.evidence = evidence;
    this.index = index;
    this.flaws = flaws;
  }

  static boolean isTechnical(String code) {
    return TECHNICAL.contains(code);
  }

  void run() {
    Set<String> asked = new HashSet<>();
    for (Journal journal : evidence.journals()) {
      Ledger ledger = evidence.ledger(journal.endpoint());
      for (JournalLine line : journal.lines()) {
        asked.add(journal.originator() + ' ' + line.rrn());
        compare(journal, ledger, line);
      }
    }
    for (Store.Exchange exchange : evidence.store().exchanges()) {
      if (!asked.contains(exchange.originator() + ' ' + exchange.rrn())) {
        flaws.add(Kind.EXTRA_EFFECT, "exchange " + exchange.rrn() + " is in no client's journal");
      }
      debt(exchange);
    }
  }

  private void compare(Journal journal, Ledger ledger, JournalLine line) {
    String name = journal.originator() + " " + line.rrn();
    List<Store.Exchange> exchanges = index.exchanges(journal.originator(), line.rrn());
    if (exchanges.size() > 1) {
      flaws.add(Kind.TWICE, name + " is in the book " + exchanges.size() + " times");
    }
    Optional<Store.Exchange> exchange = exchanges.stream().findFirst();
    exchange
        .filter(known -> known.amount() != line.amount())
        .ifPresent(known -> flaws.add(Kind.AMOUNT, name + " has another amount in the book"));
    for (LedgerLine entry : ledger.about(line.rrn())) {
      compare(name, line, entry);
    }
    if (line.answers() > 1) {
      flaws.add(Kind.TWICE, name + " was answered " + line.answers() + " times");
    }
    Sum net = ledger.net(line.rrn());
    if (net.count() > 1) {
      flaws.add(Kind.TWICE, name + ": " + net.count() + " effects stand");
    }
    fate(journal, line, ledger, exchange, net);
  }

  private void compare(String name, JournalLine line, LedgerLine entry) {
    if (!entry.card().equals(line.card())) {
      flaws.add(Kind.MISPAIRED, name + " reached its host for another card");
    }
    if (entry.amount() != line.amount() || !entry.currency().equals(line.currency())) {
      flaws.add(
          Kind.AMOUNT, name + ": " + line.amount() + " asked, " + entry.amount() + " in ledger");
    }
  }

  private void fate(
      Journal journal,
      JournalLine line,
      Ledger ledger,
      Optional<Store.Exchange> exchange,
      Sum net) {
    String name = journal.originator() + " " + line.rrn();
    switch (line.state()) {
      case UNSENT -> {
        if (net.count() != 0 || exchange.isPresent()) {
          flaws.add(Kind.EXTRA_EFFECT, name + " never left its client");
        }
      }
      case SENT, UNANSWERED ->
          flaws.add(Kind.UNSETTLED, name + " is still " + line.state() + " for its client");
      case REVERSED -> {
        mustNotStand(name, net);
        if (!index.tookOver(journal.originator(), line.rrn())) {
          flaws.add(Kind.NOT_DURABLE, "the reversal of " + name);
        }
      }
      case DECLINED -> {
        mustNotStand(name, net);
        if (!isTechnical(line.code())) {
          declined(name, line, ledger, exchange);
        }
      }
      case APPROVED -> approved(name, line, ledger, exchange, net);
    }
  }

  private void mustNotStand(String name, Sum net) {
    if (net.count() != 0) {
      flaws.add(Kind.MISSING_REVERSAL, name);
    }
  }

  private void declined(
      String name, JournalLine line, Ledger ledger, Optional<Store.Exchange> exchange) {
    boolean byHost =
        ledger.about(line.rrn()).stream()
            .anyMatch(entry -> entry.isDeclined() && entry.code().equals(line.code()));
    boolean byStandIn =
        exchange
            .flatMap(index::decision)
            .filter(decision -> !decision.approved() && decision.code().equals(line.code()))
            .isPresent();
    if (!byHost && !byStandIn) {
      flaws.add(Kind.WRONG_DECLINE, name + ": nobody declined it with " + line.code());
    }
  }

  private void approved(
      String name, JournalLine line, Ledger ledger, Optional<Store.Exchange> exchange, Sum net) {
    if (net.count() < 1) {
      flaws.add(Kind.TOLD_WITHOUT_EFFECT, name);
    }
    if (exchange.isEmpty()) {
      flaws.add(Kind.NOT_IN_BOOK, name + " was approved");
      return;
    }
    Optional<Store.Decision> decision =
        index.decision(exchange.get()).filter(Store.Decision::approved);
    if (!index.stands(exchange.get())) {
      flaws.add(
          Kind.NOT_IN_BOOK, name + " was approved, the book says " + exchange.get().verdict());
    }
    boolean byHost =
        ledger.about(line.rrn()).stream()
            .anyMatch(entry -> entry.isRequest() && entry.approval().equals(line.approval()));
    boolean byStandIn =
        decision.filter(made -> made.approval().equals(line.approval())).isPresent();
    if (!byHost && !byStandIn) {
      flaws.add(Kind.MISPAIRED, name + " carries an approval that nobody gave to it");
    }
  }

  /**
   * What may have had an effect without our knowing, and what was taken over, is owed once: where
   * its client's own reversal came while it was still out, that is the one.
   */
  private void debt(Store.Exchange exchange) {
    String name = "exchange " + exchange.rrn();
    if (exchange.isTakenOver() && index.owedFor(exchange).size() != 1) {
      flaws.add(Kind.LOST, name + " was taken over and acknowledged, and is not owed");
    }
    if (exchange.verdict().isEmpty()) {
      flaws.add(Kind.UNSETTLED, name + " has no outcome in the book");
    }
    if (exchange.verdict().equals("UNKNOWN")) {
      long reversals =
          index.owedFor(exchange).stream()
              .filter(owed -> owed.isReversal() && owed.endpoint().equals(exchange.endpoint()))
              .count();
      boolean byItsClient = reversals == 0 && index.tookOver(exchange.originator(), exchange.rrn());
      if (reversals != 1 && !byItsClient) {
        flaws.add(Kind.MISSING_REVERSAL, name + " is unknown and owes " + reversals + " reversals");
      }
    }
  }
}

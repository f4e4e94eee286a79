package io.nightbus.ops.books;

import io.nightbus.ops.books.Section.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Adds up what each side says, outcome by outcome. */
final class Statement {
  private final Evidence evidence;
  private final Index index;

  Statement(Evidence evidence, Index index) {
    this.evidence = evidence;
    this.index = index;
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    if (!evidence.orders().isEmpty() || !evidence.store().charges().isEmpty()) {
      sections.add(charges());
    }
    evidence.journals().forEach(journal -> sections.add(live(journal)));
    evidence.ledgers().keySet().stream().sorted().forEach(name -> sections.add(duties(name)));
    return sections;
  }

  private static <T> Sum sum(Stream<T> things, ToLongFunction<T> amount) {
    return things.map(thing -> new Sum(1, amount.applyAsLong(thing))).reduce(Sum.ZERO, Sum::plus);
  }

  // --- charges

  private Section charges() {
    List<Store.Charge> held = inState("HELD").toList();
    Sum applied =
        sum(held.stream().filter(charge -> net(charge).count() > 0), Store.Charge::amount);
    Sum untouched =
        sum(held.stream().filter(charge -> net(charge).count() <= 0), Store.Charge::amount);
    Sum standing =
        evidence.store().charges().stream()
            .filter(Statement::isSettled)
            .map(this::net)
            .reduce(Sum.ZERO, Sum::plus);
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.agreeing(
            "handed in",
            sum(evidence.orders().stream(), Order::amount),
            sum(evidence.store().charges().stream(), Store.Charge::amount),
            null));
    rows.add(
        Row.agreeing(
            "authorised", null, sum(inState("AUTHORISED"), Store.Charge::amount), standing));
    rows.add(
        Row.agreeing(
            "declined",
            null,
            sum(inState("DECLINED"), Store.Charge::amount),
            sum(
                evidence.store().charges().stream()
                    .filter(charge -> isSettled(charge) && isDeclinedAtHost(charge)),
                Store.Charge::amount)));
    rows.add(Row.shown("held, in doubt", null, sum(held.stream(), Store.Charge::amount), null));
    if (!held.isEmpty()) {
      rows.add(Row.shown("  of them applied once", null, null, applied));
      rows.add(Row.shown("  of them not applied", null, null, untouched));
    }
    Sum byHand = sum(inState("SETTLED_BY_HAND"), Store.Charge::amount);
    if (byHand.count() > 0) {
      rows.add(Row.shown("settled by hand", null, byHand, null));
    }
    return new Section("Charges", List.of("operator's file", "gateway", "host's ledger"), rows);
  }

  /** By message; what is held or settled by hand is between people. */
  private static boolean isSettled(Store.Charge charge) {
    return !charge.state().equals("HELD") && !charge.state().equals("SETTLED_BY_HAND");
  }

  private Stream<Store.Charge> inState(String state) {
    return evidence.store().charges().stream().filter(charge -> charge.state().equals(state));
  }

  private Sum net(Store.Charge charge) {
    Ledger ledger = evidence.ledger(charge.endpoint());
    return index.attempts(charge.chargeId()).stream()
        .map(attempt -> ledger.net(attempt.rrn()))
        .reduce(Sum.ZERO, Sum::plus);
  }

  private boolean isDeclinedAtHost(Store.Charge charge) {
    Ledger ledger = evidence.ledger(charge.endpoint());
    return net(charge).count() == 0
        && index.attempts(charge.chargeId()).stream()
            .flatMap(attempt -> ledger.about(attempt.rrn()).stream())
            .anyMatch(LedgerLine::isDeclined);
  }

  // --- live

  private Section live(Journal journal) {
    Ledger ledger = evidence.ledger(journal.endpoint());
    List<Row> rows = new ArrayList<>();
    List<Store.Exchange> standing =
        evidence.store().exchanges().stream()
            .filter(exchange -> exchange.originator().equals(journal.originator()))
            .filter(index::stands)
            .toList();
    Sum applied =
        journal.lines().stream().map(line -> ledger.net(line.rrn())).reduce(Sum.ZERO, Sum::plus);
    rows.add(
        Row.shown(
            "asked", told(journal, line -> line.state() != JournalLine.State.UNSENT), null, null));
    rows.add(
        Row.agreeing(
            "approved",
            told(journal, line -> line.state() == JournalLine.State.APPROVED),
            sum(standing.stream(), Store.Exchange::amount),
            applied));
    rows.add(
        Row.agreeing(
            "  of them by stand-in",
            null,
            sum(
                standing.stream()
                    .filter(exchange -> exchange.verdict().equals("STOOD_IN_APPROVED")),
                Store.Exchange::amount),
            advised(journal, ledger)));
    rows.add(
        Row.shown(
            "declined",
            told(journal, line -> isDeclined(line) && !LiveCheck.isTechnical(line.code())),
            null,
            null));
    rows.add(
        Row.shown(
            "no decision (91)",
            told(journal, line -> isDeclined(line) && LiveCheck.isTechnical(line.code())),
            null,
            standing(
                journal, ledger, line -> isDeclined(line) && LiveCheck.isTechnical(line.code()))));
    rows.add(
        Row.shown(
            "unanswered, reversed",
            told(journal, line -> line.state() == JournalLine.State.REVERSED),
            null,
            standing(journal, ledger, line -> line.state() == JournalLine.State.REVERSED)));
    return new Section(
        "Live requests: " + journal.originator() + " to " + journal.endpoint(),
        List.of("client's journal", "gateway", "host's ledger"),
        rows);
  }

  private static boolean isDeclined(JournalLine line) {
    return line.state() == JournalLine.State.DECLINED;
  }

  private static Sum told(Journal journal, Predicate<JournalLine> which) {
    return sum(journal.lines().stream().filter(which), JournalLine::amount);
  }

  private static Sum standing(Journal journal, Ledger ledger, Predicate<JournalLine> which) {
    return journal.lines().stream()
        .filter(which)
        .map(line -> ledger.net(line.rrn()))
        .reduce(Sum.ZERO, Sum::plus);
  }

  /** Effects that stand because an advice made them. */
  private static Sum advised(Journal journal, Ledger ledger) {
    Sum sum = Sum.ZERO;
    for (JournalLine line : journal.lines()) {
      Set<Long> undone = new HashSet<>();
      ledger.about(line.rrn()).stream()
          .filter(LedgerLine::isUndone)
          .forEach(entry -> undone.add(entry.of()));
      for (LedgerLine entry : ledger.about(line.rrn())) {
        if (entry.isApplied() && !entry.isRequest() && !undone.contains(entry.seq())) {
          sum = sum.plus(entry.amount());
        }
      }
    }
    return sum;
  }

  // --- advices and reversals

  private Section duties(String endpoint) {
    return new Section(
        "Owed to " + endpoint + ", delivered",
        List.of("", "gateway", "host's ledger"),
        List.of(
            duty("advices", endpoint, Store.Obligation::isAdvice),
            duty("reversals", endpoint, Store.Obligation::isReversal)));
  }

  private Row duty(String name, String endpoint, Predicate<Store.Obligation> which) {
    Ledger ledger = evidence.ledger(endpoint);
    List<Store.Obligation> delivered =
        evidence.store().obligations().stream()
            .filter(owed -> owed.endpoint().equals(endpoint) && owed.isDelivered())
            .filter(which)
            .toList();
    Sum heard =
        delivered.stream()
            .flatMap(owed -> ledger.stamped(owed.stamp()).stream().limit(1))
            .map(line -> new Sum(1, line.amount()))
            .reduce(Sum.ZERO, Sum::plus);
    return Row.agreeing(name, null, sum(delivered.stream(), Store.Obligation::amount), heard);
  }
}

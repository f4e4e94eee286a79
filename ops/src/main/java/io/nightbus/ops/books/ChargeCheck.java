package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Every charge of the operator's files: exactly one fate, and the ledger agrees with it. */
final class ChargeCheck {
  private final Evidence evidence;
  private final Index index;
  private final Flaws flaws;

  ChargeCheck(Evidence evidence, Index index, Flaws flaws) {
    this.evidence = evidence;
    this.index = index;
    this.flaws = flaws;
  }

  void run() {
    Set<String> ordered = new HashSet<>();
    for (Order order : evidence.orders()) {
      ordered.add(order.chargeId());
      index
          .charge(order.chargeId())
          .ifPresentOrElse(
              charge -> compare(order, charge),
              () -> flaws.add(Kind.LOST, "charge " + order.chargeId() + " never entered the book"));
    }
    for (Store.Charge charge : evidence.store().charges()) {
      if (!ordered.contains(charge.chargeId())) {
        flaws.add(Kind.EXTRA_EFFECT, "charge " + charge.chargeId() + " is in no file");
      }
    }
  }

  private void compare(Order order, Store.Charge charge) {
    String name = "charge " + order.chargeId();
    if (charge.amount() != order.amount() || !charge.currency().equals(order.currency())) {
      flaws.add(
          Kind.AMOUNT, name + ": " + order.amount() + " ordered, " + charge.amount() + " in book");
    }
    List<Store.Attempt> attempts = index.attempts(order.chargeId());
    Ledger ledger = evidence.ledger(charge.endpoint());
    Sum net = Sum.ZERO;
    for (Store.Attempt attempt : attempts) {
      net = net.plus(ledger.net(attempt.rrn()));
      for (LedgerLine line : ledger.about(attempt.rrn())) {
        compare(name, order, line);
      }
    }
    if (net.count() > 1) {
      flaws.add(Kind.TWICE, name + ": " + net.count() + " effects stand");
    }
    fate(name, charge, attempts, ledger, net);
  }

  private void compare(String name, Order order, LedgerLine line) {
    if (!line.card().equals(order.card())) {
      flaws.add(Kind.MISPAIRED, name + " went out for another card");
    }
    if (line.amount() != order.amount() || !line.currency().equals(order.currency())) {
      flaws.add(
          Kind.AMOUNT, name + ": " + order.amount() + " ordered, " + line.amount() + " in ledger");
    }
  }

  private void fate(
      String name, Store.Charge charge, List<Store.Attempt> attempts, Ledger ledger, Sum net) {
    switch (charge.state()) {
      case "AUTHORISED" -> {
        if (net.count() < 1) {
          flaws.add(Kind.LOST, name + " is called authorised, and nothing stands");
        }
        approval(name, charge, attempts, ledger);
      }
      case "DECLINED" -> declined(name, charge, attempts, ledger, net);
      case "HELD" -> held(name, charge, attempts, ledger, net);
      case "EXPIRED", "CANCELLED" -> {
        if (net.count() != 0) {
          flaws.add(Kind.MISSING_REVERSAL, name + " is called " + charge.state() + ", and stands");
        }
      }
      case "SETTLED_BY_HAND" -> {}
      default -> flaws.add(Kind.UNSETTLED, name + " is still " + charge.state());
    }
  }

  private void approval(
      String name, Store.Charge charge, List<Store.Attempt> attempts, Ledger ledger) {
    boolean given =
        attempts.stream()
            .flatMap(attempt -> ledger.about(attempt.rrn()).stream())
            .anyMatch(line -> line.approval().equals(charge.approval()));
    if (!given) {
      flaws.add(Kind.MISPAIRED, name + " carries an approval that nobody gave to it");
    }
  }

  private void declined(
      String name, Store.Charge charge, List<Store.Attempt> attempts, Ledger ledger, Sum net) {
    boolean said =
        attempts.stream()
            .flatMap(attempt -> ledger.about(attempt.rrn()).stream())
            .anyMatch(line -> line.isDeclined() && line.code().equals(charge.code()));
    if (afterUndone(attempts)) {
      flaws.add(
          Kind.WRONG_DECLINE,
          name + " was declined after an attempt that was undone, which says nothing of its card");
    } else if (!said || net.count() != 0) {
      flaws.add(
          Kind.WRONG_DECLINE,
          name + (said ? " stands at the network" : ": nobody declined it with " + charge.code()));
    }
  }

  /**
   * The last attempt went out after another was undone. What the tap was good for may be used up: a
   * decline of it says nothing of the card (domain §7.5).
   */
  private static boolean afterUndone(List<Store.Attempt> attempts) {
    return attempts.stream()
        .limit(Math.max(0, attempts.size() - 1))
        .anyMatch(Store.Attempt::isUndone);
  }

  /**
   * Held is right where nobody can tell. Applied once or not at all: reconciliation will say. And
   * where a decline is no word about the card.
   */
  private void held(
      String name, Store.Charge charge, List<Store.Attempt> attempts, Ledger ledger, Sum net) {
    boolean undone =
        afterUndone(attempts)
            && ledger.about(attempts.getLast().rrn()).stream().anyMatch(LedgerLine::isDeclined);
    boolean doubtful = undone || attempts.stream().anyMatch(Store.Attempt::isDoubtful);
    boolean couldTell = !evidence.promisesNothing(charge.endpoint()) && net.count() != 0;
    if (!doubtful || couldTell) {
      flaws.add(Kind.HELD_WITHOUT_DOUBT, name + ": " + charge.reason());
    }
  }
}

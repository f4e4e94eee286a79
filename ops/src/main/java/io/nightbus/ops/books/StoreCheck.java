package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The gateway's views among themselves: no row says what another denies, and batches add up. */
final class StoreCheck {
  private final Store store;
  private final Index index;
  private final Flaws flaws;

  StoreCheck(Store store, Index index, Flaws flaws) {
    this.store = store;
    this.index = index;
    this.flaws = flaws;
  }

  void run() {
    store.charges().forEach(this::charge);
    decisions();
    obligations();
    batches();
  }

  private void contradicts(String what) {
    flaws.add(Kind.CONTRADICTION, what);
  }

  /** The last attempt says what the charge says, and no other is still out. */
  private void charge(Store.Charge charge) {
    List<Store.Attempt> attempts = index.attempts(charge.chargeId());
    String name = "charge " + charge.chargeId();
    for (int i = 0; i < attempts.size(); i++) {
      if (attempts.get(i).number() != i + 1) {
        contradicts(name + " has no attempt " + (i + 1));
        return;
      }
    }
    if (charge.attempt() != attempts.size()) {
      contradicts(name + " counts " + charge.attempt() + " attempts of " + attempts.size());
      return;
    }
    boolean answered = charge.state().equals("AUTHORISED") || charge.state().equals("DECLINED");
    if (answered && (attempts.isEmpty() || !agrees(charge, attempts.getLast()))) {
      contradicts(name + " is " + charge.state() + ", and its last attempt does not say so");
    }
    if (answered && attempts.stream().anyMatch(attempt -> attempt.state().equals("SENT"))) {
      contradicts(name + " is " + charge.state() + ", and an attempt is still out");
    }
  }

  private static boolean agrees(Store.Charge charge, Store.Attempt last) {
    return last.state().equals("ANSWERED")
        && last.code().equals(charge.code())
        && last.approval().equals(charge.approval());
  }

  /** An exchange that was decided here ended as it was decided. */
  private void decisions() {
    Map<Long, Store.Exchange> exchanges = new HashMap<>();
    store.exchanges().forEach(exchange -> exchanges.put(exchange.id(), exchange));
    for (Store.Decision decision : store.decisions()) {
      Store.Exchange exchange = exchanges.get(decision.exchange());
      if (exchange != null && !agrees(decision, exchange)) {
        contradicts("decision on " + decision.rrn() + ", exchange " + exchange.verdict());
      }
    }
  }

  private static boolean agrees(Store.Decision decision, Store.Exchange exchange) {
    boolean same = decision.rrn().equals(exchange.rrn()) && decision.amount() == exchange.amount();
    Set<String> fitting =
        decision.approved() ? Set.of("STOOD_IN_APPROVED", "REVERSED") : Set.of("STOOD_IN_DECLINED");
    return same && (decision.withdrawn() || fitting.contains(exchange.verdict()));
  }

  /** What is owed is about something that was asked. */
  private void obligations() {
    Set<String> asked = new HashSet<>();
    store.exchanges().forEach(exchange -> asked.add(exchange.rrn()));
    store.attempts().forEach(attempt -> asked.add(attempt.rrn()));
    for (Store.Obligation owed : store.obligations()) {
      if (!asked.contains(owed.rrn())) {
        contradicts(owed.duty() + " " + owed.rrn() + " is about nothing that was asked");
      }
    }
  }

  /** Accepted = what is there, whatever became of it; a queued file = what its trailer claims. */
  private void batches() {
    Map<String, Sum> there = new HashMap<>();
    for (Store.Charge charge : store.charges()) {
      there.merge(charge.batch(), new Sum(1, charge.amount()), Sum::plus);
    }
    for (Store.Batch batch : store.batches()) {
      Sum accepted = new Sum(batch.acceptedCount(), batch.acceptedAmount());
      Sum claimed = new Sum(batch.claimedCount(), batch.claimedAmount());
      if (!there.getOrDefault(batch.id(), Sum.ZERO).equals(accepted)) {
        contradicts("batch " + batch.id() + " took over what is not there, or the other way");
      }
      if (batch.state().equals("QUEUED") && !claimed.equals(accepted)) {
        contradicts("batch " + batch.id() + " is queued, and is not what its trailer claims");
      }
    }
  }
}

package io.nightbus.ops.books;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The gateway's views, to be looked up from the other sides. */
final class Index {
  private final Map<String, Store.Charge> charges = new HashMap<>();
  private final Map<String, List<Store.Attempt>> attempts = new HashMap<>();
  private final Map<String, List<Store.Exchange>> exchanges = new HashMap<>();
  private final Map<Long, List<Store.Obligation>> owedForExchange = new HashMap<>();
  private final Map<Long, List<Store.Decision>> decisions = new HashMap<>();
  private final Map<String, Set<Long>> reversed = new HashMap<>();
  private final Set<String> takenOver = new HashSet<>();

  Index(Store store) {
    store.charges().forEach(charge -> charges.put(charge.chargeId(), charge));
    for (Store.Attempt attempt : store.attempts()) {
      attempts.computeIfAbsent(attempt.chargeId(), _ -> new ArrayList<>()).add(attempt);
    }
    attempts.values().forEach(list -> list.sort(Comparator.comparingInt(Store.Attempt::number)));
    for (Store.Exchange exchange : store.exchanges()) {
      if (exchange.isTakenOver()) {
        takenOver.add(key(exchange.originator(), exchange.rrn()));
        continue;
      }
      exchanges
          .computeIfAbsent(key(exchange.originator(), exchange.rrn()), _ -> new ArrayList<>())
          .add(exchange);
    }
    for (Store.Obligation owed : store.obligations()) {
      if (owed.exchange() != 0) {
        owedForExchange.computeIfAbsent(owed.exchange(), _ -> new ArrayList<>()).add(owed);
      }
      if (owed.isReversal() && owed.isDelivered()) {
        reversed
            .computeIfAbsent(key(owed.endpoint(), owed.rrn()), _ -> new HashSet<>())
            .add(owed.exchange());
      }
    }
    for (Store.Decision decision : store.decisions()) {
      decisions.computeIfAbsent(decision.exchange(), _ -> new ArrayList<>()).add(decision);
    }
  }

  private static String key(String name, String rrn) {
    return name + ' ' + rrn;
  }

  Optional<Store.Charge> charge(String chargeId) {
    return Optional.ofNullable(charges.get(chargeId));
  }

  List<Store.Attempt> attempts(String chargeId) {
    return attempts.getOrDefault(chargeId, List.of());
  }

  /**
   * The exchange of a client's request, not of its reversal; more than one would be a flaw of its
   * own.
   */
  List<Store.Exchange> exchanges(String originator, String rrn) {
    return exchanges.getOrDefault(key(originator, rrn), List.of());
  }

  /** Some advice or reversal of this client was taken over for this reference. */
  boolean tookOver(String originator, String rrn) {
    return takenOver.contains(key(originator, rrn));
  }

  List<Store.Obligation> owedFor(Store.Exchange exchange) {
    return owedForExchange.getOrDefault(exchange.id(), List.of());
  }

  /** What stand-in decided for this exchange and did not take back. */
  Optional<Store.Decision> decision(Store.Exchange exchange) {
    return decisions.getOrDefault(exchange.id(), List.of()).stream()
        .filter(decision -> !decision.withdrawn())
        .findFirst();
  }

  /**
   * By the gateway's own word an approval of this exchange stands: nobody's reversal of it was
   * delivered. A reversal that the exchange itself owes is not of the approval but of the try
   * before stand-in decided.
   */
  boolean stands(Store.Exchange exchange) {
    return exchange.isApproved()
        && reversed.getOrDefault(key(exchange.endpoint(), exchange.rrn()), Set.of()).stream()
            .allMatch(of -> of == exchange.id());
  }
}

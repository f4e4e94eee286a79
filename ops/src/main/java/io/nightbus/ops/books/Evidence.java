package io.nightbus.ops.books;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that can be known about one run that has come to rest.
 *
 * @param orders the charges of every file that was handed in
 * @param ledgers by endpoint
 * @param guarantees by endpoint what its host promises: {@code duplicates}, {@code tombstone}
 * @param limits within which stand-in may approve
 */
public record Evidence(
    List<Order> orders,
    Map<String, Ledger> ledgers,
    List<Journal> journals,
    Store store,
    Map<String, Set<String>> guarantees,
    Limits limits) {

  /** What stand-in may approve of one card in a day, and at a time; minor units. */
  public record Limits(long perTransaction, long perCardCount, long perCardAmount) {
    static final Limits NONE = new Limits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  Ledger ledger(String endpoint) {
    Ledger ledger = ledgers.get(endpoint);
    if (ledger == null) {
      throw new IllegalArgumentException("there is no ledger of \"" + endpoint + "\"");
    }
    return ledger;
  }

  boolean promisesNothing(String endpoint) {
    return guarantees.getOrDefault(endpoint, Set.of()).isEmpty();
  }
}

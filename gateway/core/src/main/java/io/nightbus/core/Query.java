package io.nightbus.core;

import io.nightbus.core.transit.Selection;
import java.util.List;

/** What the core asks of the book; it sees every transaction that was submitted before it. */
public sealed interface Query {

  /**
   * Undelivered obligations and unfinished charges (QUEUED, SENDING, IN_DOUBT, REVERSING) of an
   * endpoint in ascending (order, id), from after {@code order}; QUEUED ones that a hold of nothing
   * at all stops stay in the book.
   */
  record Backlog(String endpoint, long order, int limit) implements Query {}

  /**
   * The first QUEUED charges of a card range that only its outage holds: who could probe it. {@link
   * Loads.Charges}.
   */
  record Canaries(String endpoint, String range, int limit) implements Query {}

  /**
   * What a selection finds at an endpoint among the charges of complete files, in ascending id:
   * {@link Loads.Selected}. One answer looks at a bounded part of the book, so that nobody waits
   * for it: ask on behind what it looked through.
   *
   * @param after ids above this one
   * @param limit 0 = only how many, and their sum
   */
  record Selected(String endpoint, Selection what, long after, int limit) implements Query {}

  /** The charges that have these operator's ids. */
  record ChargesNamed(List<String> chargeIds) implements Query {}

  /** The exchange of an originator's identity key. */
  record ExchangeOf(String identityKey) implements Query {}

  /** A parked obligation. */
  record Parked(long obligation) implements Query {}

  record BatchNamed(String id) implements Query {}
}

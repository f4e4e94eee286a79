package io.nightbus.core;

import io.nightbus.core.link.LinkScope;
import io.nightbus.core.transit.Charge;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What an operator or a batch intake asks of a running gateway. */
public sealed interface Command {

  /** Opens a batch, or goes on with one that was cut short. */
  record OpenBatch(
      String id, String operator, String day, String currency, String endpoint, Instant deadline)
      implements Command {}

  /** Charges of an open batch, in the file's order; the gateway sets id, lane and state. */
  record OfferCharges(String batch, List<Charge> charges) implements Command {}

  /**
   * The trailer: what the file claims, and what was counted on the way.
   *
   * @param agrees digest, count and amount were found equal by the reader; otherwise {@code reason}
   *     says what was not
   */
  record CloseBatch(
      String id, String digest, long count, long amount, boolean agrees, String reason)
      implements Command {}

  /**
   * These links take nothing new; what is in flight may finish, then we sign off and close. They are
   * not dialled again before {@link RestoreLinks}, or a restart of the gateway.
   *
   * @param reason who wants it and why, for the log
   */
  record DrainLinks(LinkScope links, String reason) implements Command {}

  /** Takes a {@link DrainLinks} back. */
  record RestoreLinks(LinkScope links, String reason) implements Command {}

  /** Shifts the shares of an endpoint's sites from the next request on, until a restart. */
  record WeighSites(String endpoint, Map<String, Integer> weights, String reason)
      implements Command {}

  /** A picture of links, breakers, queues and the charges' states. */
  record ShowStatus() implements Command {}

  /** Take no more work from originators, let exchanges in flight finish, sign off, close. */
  record Stop() implements Command {}
}

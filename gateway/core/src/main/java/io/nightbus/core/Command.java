package io.nightbus.core;

import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Charge;
import java.time.Instant;
import java.util.List;

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
   * The operator's hand.
   *
   * @param by who
   * @param dryRun only says how many charges, with what sum, it would concern
   */
  record Act(Action action, String by, String reason, boolean dryRun) implements Command {}

  /** A picture of links, breakers, queues and the charges' states. */
  record ShowStatus() implements Command {}

  /** Take no more work from originators, let exchanges in flight finish, sign off, close. */
  record Stop() implements Command {}
}

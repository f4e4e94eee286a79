package io.nightbus.core;

import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.transit.Charge;
import java.time.Duration;
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

  /** About stand-in. */
  sealed interface StandInOrder extends Command {}

  /** About an obligation that waits for a person. */
  sealed interface ParkedOrder extends Command {}

  /**
   * Stand-in decides although the host could.
   *
   * @param cards prefix of DE 2, empty for every card
   * @param percent of the cards, 1 to 100
   */
  record ForceStandIn(
      String endpoint, String cards, int percent, Duration length, String by, String reason)
      implements StandInOrder {}

  /** Ends what was forced before its time. */
  record ReleaseStandIn(long forcing, String by, String reason) implements StandInOrder {}

  /** What is forced, and what counts against the limits over all cards. */
  record ShowStandIn() implements StandInOrder {}

  /**
   * Says what is known of cards from now on.
   *
   * @param cards token to status
   */
  record MarkCards(Map<String, CardStatus> cards, String by, String reason)
      implements StandInOrder {}

  /** A parked obligation goes out again, as a new message. */
  record RetryParked(long obligation, String by, String reason) implements ParkedOrder {}

  /** A parked obligation was settled with the peer in another way. */
  record SettleParked(long obligation, String by, String reason) implements ParkedOrder {}

  /** A picture of links, breakers, queues and the charges' states. */
  record ShowStatus() implements Command {}

  /** Take no more work from originators, let exchanges in flight finish, sign off, close. */
  record Stop() implements Command {}
}

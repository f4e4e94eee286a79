package io.nightbus.core;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.Sites;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.time.Term;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Charge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
   * The operator's hand on charges.
   *
   * @param dryRun only says how many charges, with what sum, it would concern
   */
  record ChargeOrder(Action action, String by, String reason, boolean dryRun) implements Command {}

  /**
   * Answers as {@code order} would be answered, and changes nothing.
   *
   * @param order about links, breakers, stand-in, what is parked, charges, or a file of them up to
   *     its trailer: whether that agrees, its reader knows
   */
  record DryRun(Command order) implements Command {}

  /** Something that was done beside the core is kept in the operators' journal. */
  record KeepAct(String what, String subject, String by, String reason) implements Command {}

  /** About links; holds for a time, and no longer than until the gateway is started anew. */
  sealed interface LinkOrder extends Command {}

  /**
   * These links take nothing new; what is in flight may finish, then we sign off and close. They
   * are not dialled again before {@link RestoreLinks}, the end of {@code length}, or a restart of
   * the gateway.
   *
   * @param length at most {@link Term#LONGEST}
   * @param by who wants it
   * @param reason why; both are kept in the book
   */
  record DrainLinks(LinkScope links, Duration length, String by, String reason)
      implements LinkOrder {
    /** For as long as a shift. */
    public static final Duration USUAL = Duration.ofHours(8);

    /** For the usual time. */
    public DrainLinks(LinkScope links, String by, String reason) {
      this(links, USUAL, by, reason);
    }
  }

  /** Takes a {@link DrainLinks} back. */
  record RestoreLinks(LinkScope links, String by, String reason) implements LinkOrder {}

  /**
   * Shifts the shares of an endpoint's sites from the next request on; at the end of {@code length}
   * or at a restart they are again what they were.
   *
   * @param length at most {@link Term#LONGEST}
   */
  record WeighSites(
      String endpoint, Map<String, Integer> weights, Duration length, String by, String reason)
      implements LinkOrder {
    /** Long enough to see it through a week; what shall stay is written into the configuration. */
    public static final Duration USUAL = Duration.ofDays(7);

    /** For the usual time. */
    public WeighSites(String endpoint, Map<String, Integer> weights, String by, String reason) {
      this(endpoint, weights, USUAL, by, reason);
    }
  }

  /**
   * Endpoints get other links or sites. What is new is dialled and carries traffic once it is up;
   * what is not named any more, or has changed, goes as {@link DrainLinks} does, but only when
   * another link of its endpoint carries traffic, or when it falls, and comes back changed. Nothing
   * is done where an endpoint is not known.
   *
   * @param by who wants it; empty where nobody ordered it, and then it is not kept in the book:
   *     addresses were announced
   */
  record ChangeLinks(List<EndpointLinks> endpoints, String by, String reason)
      implements LinkOrder {}

  /**
   * All links that an endpoint has from now on.
   *
   * @param moved those of them whose address is another one
   * @param sites how they share the traffic; empty = as before, also where an operator shifted it
   */
  record EndpointLinks(
      String endpoint, List<LinkSettings> links, Set<LinkId> moved, Optional<Sites> sites) {}

  /** About breakers; holds no longer than until the gateway is started anew. */
  sealed interface BreakerOrder extends Command {}

  /**
   * Nothing is sent to an endpoint, or to one card range behind it, for a time: stand-in decides
   * where it may, everything else is answered 91 or waits. Afterwards one probe goes, as after any
   * opening.
   *
   * @param range the first six digits of its cards; empty for all
   * @param length at most {@link Term#LONGEST}
   */
  record OpenBreaker(String endpoint, String range, Duration length, String by, String reason)
      implements BreakerOrder {}

  /** Closes a breaker, whatever opened it: what failed before is forgotten. */
  record CloseBreaker(String endpoint, String range, String by, String reason)
      implements BreakerOrder {}

  /** Every endpoint's breaker, and each of a card range that is not closed. */
  record ShowBreakers() implements BreakerOrder {}

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

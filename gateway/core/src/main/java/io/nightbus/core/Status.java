package io.nightbus.core;

import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A picture of the gateway at one moment; no account data.
 *
 * @param charges per state name, count
 * @param replay empty where no charges are taken
 * @param strays answers that belonged to no request, by endpoint
 * @param forced operators' orders that stand-in decides
 */
public record Status(
    Instant at,
    List<LinkView> links,
    List<EndpointView> endpoints,
    Map<String, Long> charges,
    long durable,
    long submitted,
    Optional<ReplayView> replay,
    List<Stray> strays,
    List<Forcing> forced) {

  /** Without an order of an operator, or an answer that belonged to no request. */
  public Status(
      Instant at,
      List<LinkView> links,
      List<EndpointView> endpoints,
      Map<String, Long> charges,
      long durable,
      long submitted,
      Optional<ReplayView> replay) {
    this(at, links, endpoints, charges, durable, submitted, replay, List.of(), List.of());
  }

  /** Without a transit night. */
  public Status(
      Instant at,
      List<LinkView> links,
      List<EndpointView> endpoints,
      Map<String, Long> charges,
      long durable,
      long submitted) {
    this(at, links, endpoints, charges, durable, submitted, Optional.empty());
  }

  /**
   * Answers of one endpoint that belonged to no request.
   *
   * @param link over which the last one came that was looked at, {@code at} this time
   * @param count since the start
   * @param words what that one would have answered, but for which element
   */
  public record Stray(String endpoint, String link, Instant at, long count, String words) {}

  /**
   * How the replay of charges goes.
   *
   * @param remaining charges without an ending, held ones left out
   * @param pace charges a second that may go now
   * @param perSecond charges settled a second lately
   * @param releasedBy when all will be settled, empty where nothing gets on
   * @param deadline the earliest of the files that still have some
   * @param late it will not be in time; where nothing gets on, even if the peer came back now
   */
  public record ReplayView(
      long remaining,
      double pace,
      double perSecond,
      Optional<Instant> releasedBy,
      Optional<Instant> deadline,
      boolean late,
      List<HoldView> holds) {}

  /**
   * One hold.
   *
   * @param probes attempts spent on finding out whether a range is back
   */
  public record HoldView(Hold hold, int probes) {}

  /**
   * One link.
   *
   * @param state name of the link's state, e.g. {@code UP}
   * @param reason why it is not up, in words; empty where it is
   */
  public record LinkView(
      String endpoint,
      String site,
      String name,
      String state,
      String reason,
      Instant since,
      int outstanding,
      LinkHealth health) {

    /** Of whose health nothing is known. */
    public LinkView(
        String endpoint,
        String site,
        String name,
        String state,
        String reason,
        Instant since,
        int outstanding) {
      this(endpoint, site, name, state, reason, since, outstanding, LinkHealth.UNKNOWN);
    }
  }

  /**
   * What is known of one link's health.
   *
   * @param roundTripNanos smoothed; 0 where nothing was answered yet
   * @param answered requests answered in the last ten seconds
   * @param missed requests given up in the last ten seconds
   * @param tried attempts to connect in a row that failed
   * @param heldBack it came back after a failure and is not preferred yet
   * @param flapping it was lost several times within a minute
   * @param drained taken out of service by an operator
   * @param leaving goes as soon as another link carries its traffic
   * @param verdict of a link whose address was announced: {@link #VERIFIED}, {@link #TRYING}, or
   *     the name of the reason why it was never verified; empty for a configured one
   */
  public record LinkHealth(
      long roundTripNanos,
      int answered,
      int missed,
      int tried,
      boolean heldBack,
      boolean flapping,
      boolean drained,
      boolean leaving,
      String verdict) {
    public static final String VERIFIED = "VERIFIED";
    public static final String TRYING = "TRYING";
    public static final LinkHealth UNKNOWN =
        new LinkHealth(0, 0, 0, 0, false, false, false, false, "");

    /** Its address was announced and has not shown yet that it is good for anything. */
    public boolean isCandidate() {
      return !verdict.isEmpty() && !verdict.equals(VERIFIED);
    }
  }

  /**
   * One endpoint.
   *
   * @param answering who answers requests for it now: {@code HOST}, {@code STAND_IN} (the host is
   *     away, or an operator said so for every card), {@code NOBODY}
   * @param breaker {@code CLOSED}, {@code OPEN}, {@code HALF_OPEN}, or {@code HELD} open by order
   * @param parked entries that wait for a person
   * @param guarantee what the peer promises, in a word
   */
  public record EndpointView(
      String name,
      String answering,
      String breaker,
      int outstanding,
      long reversals,
      long advices,
      long chargesQueued,
      long inDoubt,
      long parked,
      String guarantee) {}
}

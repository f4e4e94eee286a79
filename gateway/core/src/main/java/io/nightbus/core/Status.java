package io.nightbus.core;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A picture of the gateway at one moment; no account data.
 *
 * @param charges per state name, count
 */
public record Status(
    Instant at,
    List<LinkView> links,
    List<EndpointView> endpoints,
    Map<String, Long> charges,
    long durable,
    long submitted) {

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
   */
  public record LinkHealth(
      long roundTripNanos,
      int answered,
      int missed,
      int tried,
      boolean heldBack,
      boolean flapping,
      boolean drained) {
    public static final LinkHealth UNKNOWN = new LinkHealth(0, 0, 0, 0, false, false, false);
  }

  /**
   * One endpoint.
   *
   * @param answering who answers requests for it now: {@code HOST}, {@code STAND_IN}, {@code
   *     NOBODY}
   * @param breaker {@code CLOSED}, {@code OPEN}, {@code HALF_OPEN}
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

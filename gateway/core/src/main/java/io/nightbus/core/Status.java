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
   */
  public record LinkView(
      String endpoint,
      String site,
      String name,
      String state,
      String reason,
      Instant since,
      int outstanding) {}

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

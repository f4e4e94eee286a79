package io.nightbus.core;

import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.route.Sites;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.standin.StandInRules;
import io.nightbus.core.transit.TransitRules;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything the core is told at start. Checked here where a relation could be wrong; the
 * configuration check says the same with line and column before.
 *
 * @param node this gateway's name
 * @param transit how charges are replayed, empty where none are taken
 */
public record Settings(
    String node,
    List<Endpoint> endpoints,
    List<Route> routes,
    Optional<StandInRules> standIn,
    Optional<TransitRules> transit) {

  /**
   * A logical host.
   *
   * @param request longest wait for its answer to a live request
   * @param linkWindow live requests awaiting an answer on one of its links
   * @param institution our DE 33 towards it, empty for none
   * @param sites how its sites share the traffic
   */
  public record Endpoint(
      String name,
      Dialect dialect,
      List<LinkSettings> links,
      BreakerSettings breaker,
      Duration request,
      int linkWindow,
      Guarantees guarantees,
      DeliverySettings delivery,
      String institution,
      Sites sites) {

    /**
     * For so long a message may lie in the peer before it has its effect; where the peer promises a
     * time itself, that counts besides.
     */
    public Duration lying() {
      return request.multipliedBy(2);
    }

    /**
     * For so long after the connection that had taken it is gone a message may still have its
     * effect: what was on its way arrives, for no longer than an echo may take, and then it lies in
     * the peer.
     */
    public Duration trailing() {
      return longest(LinkSettings::answer).plus(lying());
    }

    /** Before that it may lie in a connection that gets nothing through and is not cut yet. */
    public Duration underWay() {
      return longest(link -> link.echo().plus(link.answer())).plus(trailing());
    }

    private Duration longest(Function<LinkSettings, Duration> what) {
      return links.stream().map(what).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /** With its sites all alike. */
    public Endpoint(
        String name,
        Dialect dialect,
        List<LinkSettings> links,
        BreakerSettings breaker,
        Duration request,
        int linkWindow,
        Guarantees guarantees,
        DeliverySettings delivery,
        String institution) {
      this(
          name,
          dialect,
          links,
          breaker,
          request,
          linkWindow,
          guarantees,
          delivery,
          institution,
          Sites.ALIKE);
    }

    private Endpoint with(List<LinkSettings> others) {
      return new Endpoint(
          name,
          dialect,
          others,
          breaker,
          request,
          linkWindow,
          guarantees,
          delivery,
          institution,
          sites);
    }
  }

  /**
   * Where requests of an endpoint go; the first route that fits is taken.
   *
   * @param cards prefixes of DE 2; empty = every card
   * @param budget time from a request's arrival to the last moment at which its originator still
   *     wants an answer
   * @param standIn we may decide when {@code to} cannot
   * @param journal live requests are journalled
   */
  public record Route(
      String from,
      List<String> cards,
      String to,
      Duration budget,
      boolean standIn,
      boolean journal) {}

  public Settings {
    for (Route route : routes) {
      Endpoint to = endpoint(endpoints, route.to());
      endpoint(endpoints, route.from());
      if (route.standIn() && standIn.isEmpty()) {
        throw new IllegalArgumentException(
            "route to " + route.to() + " stands in, but there are no stand-in rules");
      }
      if (to.request().compareTo(route.budget()) >= 0) {
        throw new IllegalArgumentException(
            "endpoint "
                + to.name()
                + " may take "
                + to.request()
                + " for an answer, but its route has only "
                + route.budget());
      }
    }
    transit.ifPresent(rules -> endpoint(endpoints, rules.to()));
  }

  /** The same with other links: those of each endpoint by its name. */
  public Settings withLinks(Function<String, List<LinkSettings>> links) {
    List<Endpoint> changed =
        endpoints.stream().map(each -> each.with(links.apply(each.name()))).toList();
    return new Settings(node, changed, routes, standIn, transit);
  }

  /** The endpoint that charges go to. */
  public Optional<String> transitTo() {
    return transit.map(TransitRules::to);
  }

  /**
   * Most deliveries a second that the backlog of an endpoint may take: what its contract allows;
   * where charges go there, without the share that is kept for live traffic.
   */
  public int backlogRate(Endpoint endpoint) {
    int reserve =
        transit
            .filter(rules -> rules.to().equals(endpoint.name()))
            .map(TransitRules::reserve)
            .orElse(0);
    return Math.max(1, (int) (endpoint.delivery().rate() * (100L - reserve) / 100));
  }

  /** How many endpoints have a route to this one. */
  public int clients(Endpoint endpoint) {
    return (int)
        routes.stream()
            .filter(route -> route.to().equals(endpoint.name()))
            .map(Route::from)
            .distinct()
            .count();
  }

  private static Endpoint endpoint(List<Endpoint> endpoints, String name) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no endpoint " + name));
  }

  public Endpoint endpoint(String name) {
    return endpoint(endpoints, name);
  }
}

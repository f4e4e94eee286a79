package io.nightbus.node.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What has to agree between sections that are each in order. */
record Relations(
    Section top,
    List<EndpointReading> endpoints,
    List<RouteReading> routes,
    StandInReading standIn,
    Optional<Section> transit,
    Optional<String> transitTo,
    InetSocketAddress admin) {

  /** Less than this is not enough to decide and to store the decision. */
  private static final Duration STAND_IN_TIME = Duration.ofMillis(200);

  void check() {
    routes.forEach(this::check);
    for (int i = 0; i < routes.size(); i++) {
      checkReachable(i);
    }
    transitTo.ifPresent(name -> known(name, transit.orElse(top), "to"));
    listening();
    unused();
  }

  private void check(RouteReading route) {
    route.from().ifPresent(name -> known(name, route.section(), "from"));
    route
        .to()
        .flatMap(name -> known(name, route.section(), "to"))
        .ifPresent(to -> timers(route, to));
    if (route.from().isPresent() && route.from().equals(route.to())) {
      route
          .section()
          .error("to", "the route leads back to where it comes from", "another endpoint");
    }
    if (route.standIn() && !standIn.present()) {
      route
          .section()
          .error("stand-in", "there are no stand-in rules", "write a section stand-in, or off");
    }
  }

  private static void timers(RouteReading route, EndpointReading to) {
    Duration left = route.budget().minus(to.request());
    if (!left.isPositive()) {
      route
          .section()
          .error(
              "budget",
              Kinds.show(route.budget())
                  + " is not above endpoints."
                  + to.name()
                  + ".request ("
                  + Kinds.show(to.request())
                  + ", line "
                  + to.section().place("request").line()
                  + ")",
              "the originator would have given up before the answer");
    } else if (route.standIn() && left.compareTo(STAND_IN_TIME) < 0) {
      route
          .section()
          .warning(
              "budget",
              "leaves stand-in only " + Kinds.show(left) + " after " + to.name() + " was silent",
              "at least " + Kinds.show(STAND_IN_TIME) + " more than the endpoint's request");
    }
  }

  private Optional<EndpointReading> known(String name, Section where, String key) {
    Optional<EndpointReading> found =
        endpoints.stream().filter(endpoint -> endpoint.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      where.error(
          key,
          "there is no endpoint \"" + name + "\"",
          Spelling.hint(name, endpoints.stream().map(EndpointReading::name).toList()));
    }
    return found;
  }

  /** The first route that fits is taken: one behind a route for every card is never reached. */
  private void checkReachable(int index) {
    RouteReading route = routes.get(index);
    routes.stream()
        .limit(index)
        .filter(earlier -> earlier.from().equals(route.from()))
        .filter(earlier -> earlier.cards().isEmpty() || covers(earlier.cards(), route.cards()))
        .findFirst()
        .ifPresent(earlier ->
            route
                .section()
                .warning(
                    "from",
                    "never reached: " + earlier.section().path() + " takes these cards before",
                    "put the narrower route first"));
  }

  private static boolean covers(List<String> earlier, List<String> later) {
    return !later.isEmpty()
        && later.stream().allMatch(card -> earlier.stream().anyMatch(card::startsWith));
  }

  private void listening() {
    Map<InetSocketAddress, String> taken = new HashMap<>();
    taken.put(admin, "admin.listen");
    for (EndpointReading endpoint : endpoints) {
      if (!endpoint.links().dials()) {
        Section listen = endpoint.section().section("listen");
        new HashSet<>(endpoint.addresses().values())
            .forEach(address -> {
              String other = taken.putIfAbsent(address, listen.path("address"));
              if (other != null) {
                listen.error("address", "already taken by " + other, "a port of its own");
              }
            });
      }
    }
  }

  private void unused() {
    Set<String> used =
        Stream.concat(
                routes.stream().flatMap(r -> Stream.concat(r.from().stream(), r.to().stream())),
                transitTo.stream())
            .collect(Collectors.toSet());
    for (EndpointReading endpoint : endpoints) {
      if (!used.contains(endpoint.name())) {
        endpoint
            .section()
            .findings()
            .warning(
                endpoint.section().place(),
                endpoint.section().path(),
                "no route leads to it or from it",
                "its links are kept up for nothing");
      }
    }
    if (standIn.present() && routes.stream().noneMatch(RouteReading::standIn)) {
      standIn
          .section()
          .findings()
          .warning(
              standIn.section().place(),
              "stand-in",
              "no route stands in",
              "stand-in: on at the route");
    }
  }
}

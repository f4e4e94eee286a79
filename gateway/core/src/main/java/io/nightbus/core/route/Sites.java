package io.nightbus.core.route;

import java.util.List;
import java.util.Map;

/**
 * How traffic is spread over a peer's sites.
 *
 * @param prefer sites in order; one further back takes traffic only while none before it can. Sites
 *     that are not named come last, all alike
 * @param weights shares of the requests, by site; a site that is not named has 100, one with 0
 *     takes traffic only while no other can. Empty: each request goes where the least is
 *     outstanding
 */
public record Sites(List<String> prefer, Map<String, Integer> weights) {
  public static final Sites ALIKE = new Sites(List.of(), Map.of());

  static final int USUAL_WEIGHT = 100;
  public static final int MOST_WEIGHT = 1_000;

  public Sites {
    prefer = List.copyOf(prefer);
    weights = Map.copyOf(weights);
    weights.forEach((site, weight) -> {
      if (weight < 0 || weight > MOST_WEIGHT) {
        throw new IllegalArgumentException("weight of " + site + ": 0 to " + MOST_WEIGHT);
      }
    });
  }

  int place(String site) {
    int at = prefer.indexOf(site);
    return at < 0 ? prefer.size() : at;
  }

  int weight(String site) {
    return weights.getOrDefault(site, USUAL_WEIGHT);
  }
}

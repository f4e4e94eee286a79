package io.nightbus.core.standin;

import java.util.HashMap;
import java.util.Map;

/**
 * The limit counters as they stand with every transaction that was submitted: exact, never a cache.
 */
public final class Counters {
  /** The counter of approvals that the host has not acknowledged, over all cards. */
  public static final String EXPOSURE = "exposure";

  public static final String ALL = "all";

  private final Map<String, Sum> sums = new HashMap<>();

  /** A number and an amount in minor units. */
  public record Sum(int count, long amount) {
    static final Sum ZERO = new Sum(0, 0);
  }

  public Sum of(String scope, String window) {
    return sums.getOrDefault(scope + ' ' + window, Sum.ZERO);
  }

  public void add(String scope, String window, int count, long amount) {
    Sum sum = of(scope, window);
    sums.put(scope + ' ' + window, new Sum(sum.count() + count, sum.amount() + amount));
  }

  public static String card(String token) {
    return "card/" + token;
  }
}

package io.nightbus.core.standin;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limit counters as they stand with every transaction that was submitted: exact, never a cache.
 * A window is a day (ISO date) or {@link #ALL}.
 */
public final class Counters {
  /** The counter of approvals that the host has not acknowledged, over all cards. */
  public static final String EXPOSURE = "exposure";

  public static final String ALL = "all";

  /** By window, then by scope: a day that counts no more goes as a whole. */
  private final TreeMap<String, Map<String, Sum>> windows = new TreeMap<>();

  /** A number and an amount in minor units. */
  public record Sum(int count, long amount) {
    static final Sum ZERO = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(count + other.count, amount + other.amount);
    }
  }

  /**
   * How a counter moves.
   *
   * @param amount minor units, negative where it falls
   */
  public record Move(String scope, String window, int count, long amount) {
    public Move back() {
      return new Move(scope, window, -count, -amount);
    }
  }

  public Sum of(String scope, String window) {
    Map<String, Sum> sums = windows.get(window);
    return sums == null ? Sum.ZERO : sums.getOrDefault(scope, Sum.ZERO);
  }

  /** Of the first so many of these days. */
  Sum over(String scope, Days days, int count) {
    Sum sum = Sum.ZERO;
    for (int back = 0; back < count; back++) {
      sum = sum.plus(of(scope, days.back(back)));
    }
    return sum;
  }

  public void add(String scope, String window, int count, long amount) {
    windows
        .computeIfAbsent(window, _ -> new HashMap<>())
        .merge(scope, new Sum(count, amount), Sum::plus);
  }

  public void add(Move move) {
    add(move.scope(), move.window(), move.count(), move.amount());
  }

  /** Days before this one count no more. */
  public void forgetBefore(LocalDate day) {
    windows.headMap(day.toString()).clear();
  }

  public static String card(String token) {
    return "card/" + token;
  }
}

package io.nightbus.core.transit;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many charges, with what amount, are in which state: the two sides of the conservation law
 * (domain §8).
 */
public final class Tally {
  private final Map<ChargeState, Long> counts = new EnumMap<>(ChargeState.class);
  private final Map<ChargeState, Long> amounts = new EnumMap<>(ChargeState.class);

  public void add(ChargeState state, long count, long amount) {
    counts.merge(state, count, Long::sum);
    amounts.merge(state, amount, Long::sum);
  }

  public void move(ChargeState from, ChargeState to, long amount) {
    add(from, -1, -amount);
    add(to, 1, amount);
  }

  public long count(ChargeState state) {
    return counts.getOrDefault(state, 0L);
  }

  public long amount(ChargeState state) {
    return amounts.getOrDefault(state, 0L);
  }

  /** By name of state, those that have any. */
  public Map<String, Long> counts() {
    var shown = new LinkedHashMap<String, Long>();
    counts.forEach((state, count) -> shown.put(state.name(), count));
    return shown;
  }
}

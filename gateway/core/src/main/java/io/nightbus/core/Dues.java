package io.nightbus.core;

import io.nightbus.core.saf.Duty;
import java.util.EnumMap;
import java.util.Map;

/** How many obligations one endpoint is owed, in memory or in the book, and how many are parked. */
final class Dues {
  private final Map<Duty, Long> owed = new EnumMap<>(Duty.class);
  private long parked;

  Dues(Map<Duty, Long> owed, long parked) {
    this.owed.putAll(owed);
    this.parked = parked;
  }

  void owed(Duty duty) {
    owed.merge(duty, 1L, Long::sum);
  }

  /** Delivered, void, or not owed after all. */
  void ended(Duty duty) {
    owed.merge(duty, -1L, Long::sum);
  }

  void parked(Duty duty) {
    ended(duty);
    parked++;
  }

  void revived(Duty duty) {
    owed(duty);
    parked--;
  }

  void settled() {
    parked--;
  }

  long of(Duty duty) {
    return owed.getOrDefault(duty, 0L);
  }

  long parked() {
    return parked;
  }
}

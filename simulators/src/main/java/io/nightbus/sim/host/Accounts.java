package io.nightbus.sim.host;

import io.nightbus.iso.Pan;
import java.util.HashMap;
import java.util.Map;

/** What each card can still spend, in minor units. A card is opened when it is first seen. */
final class Accounts {
  private final long opening;
  private final Map<Pan, Long> available = new HashMap<>();

  Accounts(long opening) {
    this.opening = opening;
  }

  long available(Pan card) {
    return available.getOrDefault(card, opening);
  }

  /** Puts a hold on the amount; false, and nothing done, where the card has not got it. */
  boolean hold(Pan card, long amount) {
    if (available(card) < amount) {
      return false;
    }
    book(card, amount);
    return true;
  }

  /** Takes the amount whether it is there or not: others have decided it already. */
  void book(Pan card, long amount) {
    available.put(card, available(card) - amount);
  }

  void release(Pan card, long amount) {
    available.put(card, available(card) + amount);
  }

  void clear() {
    available.clear();
  }
}

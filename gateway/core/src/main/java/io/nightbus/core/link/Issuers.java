package io.nightbus.core.link;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * When the card ranges behind one endpoint were last answered, over whichever of its links: so that
 * one issuer's silence is told from a link's. Keeps the last thousand ranges; times are monotonic
 * nanoseconds.
 */
public final class Issuers {
  private static final int KEPT = 1_000;

  private final SequencedMap<String, Long> answered = new LinkedHashMap<>();

  void answered(String range, long now) {
    if (range.isEmpty()) {
      return;
    }
    if (answered.putLast(range, now) == null && answered.size() > KEPT) {
      answered.pollFirstEntry();
    }
  }

  boolean answeredSince(String range, long moment) {
    Long last = answered.get(range);
    return last != null && last - moment >= 0;
  }
}

package io.nightbus.core.route;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of an endpoint's windows each of those has who send to it. Where there are several, none
 * may have more than three quarters: one that floods us leaves room for the others.
 */
final class Clients {
  /** Our own backlog, which is bounded elsewhere. */
  static final String OURS = "";

  private final boolean several;
  private final Map<String, Integer> out = new HashMap<>();

  /**
   * Nobody has anything yet.
   *
   * @param count so many there are
   */
  Clients(int count) {
    several = count > 1;
  }

  /**
   * One more of its requests may go out.
   *
   * @param windows requests that the endpoint's usable links may have in all
   */
  boolean mayHaveMore(String client, int windows) {
    return !several
        || client.equals(OURS)
        || out.getOrDefault(client, 0) < Math.max(1, windows - windows / 4);
  }

  void took(String client) {
    if (several && !client.equals(OURS)) {
      out.merge(client, 1, Integer::sum);
    }
  }

  void gaveBack(String client) {
    out.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
  }
}

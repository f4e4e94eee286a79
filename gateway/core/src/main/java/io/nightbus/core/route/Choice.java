package io.nightbus.core.route;

import io.nightbus.core.link.Link;

/** Where a request may go. */
public sealed interface Choice {

  /** Over this link; the permit has to be given back with what came of it. */
  record Via(Link link, Permit permit) implements Choice {}

  record NoRoute(Why why) implements Choice {}

  /** Why there is no way to an endpoint. */
  enum Why {
    NO_LINK,
    /** Every usable link has its window full, or this client its share of the windows. */
    WINDOW_FULL,
    BREAKER_OPEN,
    /** The issuer behind this card range is out; others are served. */
    RANGE_OPEN
  }

  /**
   * The right to try once, of the endpoint's breaker and of the card range's.
   *
   * @param range BIN prefix, empty where the request has no card
   * @param client whose request it is, empty where it is our own backlog
   */
  record Permit(String range, String client, long endpointGeneration, long rangeGeneration) {}
}

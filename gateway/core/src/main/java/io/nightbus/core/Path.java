package io.nightbus.core;

import io.nightbus.core.link.Link;

/**
 * One connection of a link, over which something went. What goes over it later arrives later; what
 * goes another way may overtake, until this one has been cut.
 */
record Path(Link link, int connection) {

  static Path now(Link link) {
    return new Path(link, link.connection());
  }

  /** The same connection is there, and can take more. */
  boolean stands() {
    return link.isUsable() && link.connection() == connection;
  }
}

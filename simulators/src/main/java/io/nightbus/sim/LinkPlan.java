package io.nightbus.sim;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One link of a simulator: a port it listens on, or an address it dials.
 *
 * @param port 0 takes a free one; not used where there is a target
 */
public record LinkPlan(String name, String site, int port, @Nullable InetSocketAddress target) {
  public LinkPlan {
    if (!name.matches("[A-Za-z0-9_.-]{1,40}") || !site.matches("[A-Za-z0-9_.-]{1,40}")) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" at \""
              + site
              + "\": links and sites are named by letters, digits, _ . -");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("link " + name + ": a port is from 0 to 65535");
    }
  }

  public static LinkPlan listening(String site, String name, int port) {
    return new LinkPlan(name, site, port, null);
  }

  public static LinkPlan dialling(String site, String name, InetSocketAddress target) {
    return new LinkPlan(name, site, 0, target);
  }
}

package io.nightbus.node.wire;

import java.util.List;
import java.util.Optional;

/**
 * How one endpoint's connections are secured.
 *
 * @param tls empty for clear text
 * @param allow networks from which a peer may connect, as {@code 10.0.0.0/8}; empty for all
 */
public record Guard(Optional<Tls> tls, List<String> allow) {
  public static final Guard NONE = new Guard(Optional.empty(), List.of());

  public Guard {
    allow = List.copyOf(allow);
  }
}

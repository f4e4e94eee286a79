package io.nightbus.node.wire;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.dialect.Dialect;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where one link ends, and how it speaks.
 *
 * @param dials we connect to {@code address}; otherwise we listen there, and links that listen at
 *     the same address are taken by who connects, in order
 * @param connect longest wait for TCP, host name look-up included
 * @param identifies who connects speaks first: he takes the link only when he has said something
 * @param tls empty for clear text
 * @param allow from where a peer may connect
 */
public record Wiring(
    LinkId id,
    Dialect dialect,
    boolean dials,
    InetSocketAddress address,
    Duration connect,
    boolean identifies,
    Optional<Tls> tls,
    AllowList allow) {

  /**
   * @param allow networks from which a peer may connect, as {@code 10.0.0.0/8}; empty for all
   * @throws IllegalArgumentException naming one that is no network
   */
  public Wiring(
      LinkId id,
      Dialect dialect,
      boolean dials,
      InetSocketAddress address,
      Duration connect,
      boolean identifies,
      Optional<Tls> tls,
      List<String> allow) {
    this(id, dialect, dials, address, connect, identifies, tls, AllowList.of(allow));
  }

  /** One that is taken as soon as somebody connects. */
  public Wiring(
      LinkId id,
      Dialect dialect,
      boolean dials,
      InetSocketAddress address,
      Duration connect,
      Optional<Tls> tls,
      List<String> allow) {
    this(id, dialect, dials, address, connect, false, tls, allow);
  }

  /** In clear text, and from anywhere. */
  public Wiring(
      LinkId id, Dialect dialect, boolean dials, InetSocketAddress address, Duration connect) {
    this(id, dialect, dials, address, connect, Optional.empty(), List.of());
  }
}

package io.nightbus.node.wire;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.dialect.Dialect;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where one link ends, and how it speaks.
 *
 * @param dials we connect to {@code address}; otherwise we listen there, and links that listen at
 *     the same address are taken by who connects, in order
 * @param connect longest wait for TCP, host name look-up included
 */
public record Wiring(
    LinkId id, Dialect dialect, boolean dials, InetSocketAddress address, Duration connect) {}

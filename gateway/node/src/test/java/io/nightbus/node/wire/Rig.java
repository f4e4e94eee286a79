package io.nightbus.node.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.nightbus.core.link.LinkId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A wire on a loop of its own. */
final class Rig implements AutoCloseable {
  static final LinkId A = new LinkId("net", "east", "a");
  static final LinkId B = new LinkId("net", "east", "b");
  static final WireLimits QUICK =
      new WireLimits(
          4 * 1024 * 1024, Duration.ofMillis(250), Duration.ofMillis(400), Duration.ofSeconds(5));

  private final EventLoopGroup group;
  final EventLoop loop;
  final Heard heard = new Heard();
  final Wire wire;

  private Rig(Transport transport, WireLimits limits, List<Wiring> wirings) throws Exception {
    this(transport, limits, wirings, new Handshakes());
  }

  private Rig(Transport transport, WireLimits limits, List<Wiring> wirings, Handshakes handshakes)
      throws Exception {
    group = transport.oneLoop(Thread.ofPlatform().name("rig").factory());
    loop = group.next();
    wire = new Wire(transport, loop, limits, wirings, heard, handshakes);
    try {
      wire.listen();
    } catch (ListenException failure) {
      close();
      throw failure;
    }
    run(wire::accept);
    var _ =
        loop.scheduleWithFixedDelay(
            () -> wire.watch(System.nanoTime()), 20, 20, TimeUnit.MILLISECONDS);
  }

  /** Listens for these links at one address. */
  static Rig listening(Transport transport, WireLimits limits, LinkId... links) throws Exception {
    var wirings = new ArrayList<Wiring>();
    for (LinkId link : links) {
      wirings.add(wiring(link, false, loopback(0)));
    }
    return new Rig(transport, limits, wirings);
  }

  /** Listens for these links; who connects has to speak first. */
  static Rig identifying(Transport transport, WireLimits limits, LinkId... links) throws Exception {
    var wirings = new ArrayList<Wiring>();
    for (LinkId link : links) {
      wirings.add(
          new Wiring(
              link,
              Peer.ASCII,
              false,
              loopback(0),
              Duration.ofMillis(500),
              true,
              Optional.empty(),
              List.of()));
    }
    return new Rig(transport, limits, wirings);
  }

  static Rig listeningAt(Transport transport, InetSocketAddress address) throws Exception {
    return new Rig(transport, QUICK, List.of(wiring(A, false, address)));
  }

  static Rig dialling(Transport transport, WireLimits limits, InetSocketAddress address)
      throws Exception {
    return new Rig(transport, limits, List.of(wiring(A, true, address)));
  }

  /** Dials one address for each of these links. */
  static Rig dialling(Transport transport, InetSocketAddress address, LinkId... links)
      throws Exception {
    return new Rig(
        transport, QUICK, Stream.of(links).map(link -> wiring(link, true, address)).toList());
  }

  static Rig dialling(Transport transport, ServerSocket server) throws Exception {
    return dialling(transport, QUICK, loopback(server.getLocalPort()));
  }

  static Rig of(Wiring... wirings) throws Exception {
    return of(QUICK, wirings);
  }

  static Rig of(WireLimits limits, Wiring... wirings) throws Exception {
    return new Rig(Transport.best(), limits, List.of(wirings));
  }

  static Rig of(Handshakes handshakes, Wiring... wirings) throws Exception {
    return new Rig(Transport.best(), QUICK, List.of(wirings), handshakes);
  }

  private static Wiring wiring(LinkId link, boolean dials, InetSocketAddress address) {
    return new Wiring(link, Peer.ASCII, dials, address, Duration.ofMillis(500));
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static ServerSocket server() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  Peer connect() throws Exception {
    return Peer.connect(wire.address(A));
  }

  void run(Runnable work) {
    loop.submit(work).syncUninterruptibly();
  }

  <T> T call(Callable<T> work) throws Exception {
    return loop.submit(work).get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    run(wire::shut);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

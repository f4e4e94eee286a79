package io.nightbus.node.engine;

import io.nightbus.core.Fact;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.node.wire.Peer;
import io.nightbus.node.wire.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine between an originator that connects to it and a network that it connects to. */
final class Gateway implements AutoCloseable {
  static final LinkId FROM = new LinkId("op", "here", "a");
  static final LinkId TO = new LinkId("net", "east", "a");

  final ServerSocket network;
  final HandBook book = new HandBook();
  BlockingQueue<Fact> facts = new LinkedBlockingQueue<>();
  final CompletableFuture<Integer> halted = new CompletableFuture<>();
  final ScriptedCore core;
  final Engine engine;

  Gateway(ScriptedCore core) throws Exception {
    this(core, EngineLimits.USUAL, 0);
  }

  Gateway(ScriptedCore core, EngineLimits limits, int port) throws Exception {
    this.core = core;
    network = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    engine =
        new Engine(
            settings(),
            Map.of(FROM, loopback(port), TO, loopback(network.getLocalPort())),
            Map.of(),
            book,
            _ -> core,
            fact -> facts.add(fact),
            Transport.best(),
            limits,
            halted::complete);
  }

  Gateway started() throws Exception {
    engine.start();
    return this;
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Settings settings() {
    return new Settings(
        "test",
        List.of(endpoint(FROM, false), endpoint(TO, true)),
        List.of(new Settings.Route("op", List.of(), "net", Duration.ofSeconds(10), false, true)),
        Optional.empty(),
        Optional.empty());
  }

  private static Settings.Endpoint endpoint(LinkId link, boolean dials) {
    return new Settings.Endpoint(
        link.endpoint(),
        Peer.ASCII,
        List.of(link(link, dials)),
        BreakerSettings.USUAL,
        Duration.ofSeconds(5),
        64,
        Guarantees.NOTHING,
        DeliverySettings.USUAL,
        "");
  }

  static LinkSettings link(LinkId id, boolean dials) {
    return new LinkSettings(
        id,
        dials,
        LinkSettings.SignOn.NONE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  Peer originator() throws Exception {
    return Peer.connect(engine.address(FROM));
  }

  /** Holds the loop until the latch is counted down. Only where the core's script does so. */
  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  void stop() throws IOException {
    engine.stop(Duration.ofMillis(1));
    network.close();
  }
}

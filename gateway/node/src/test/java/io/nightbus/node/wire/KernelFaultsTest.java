package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a proxy cannot do: the kernel itself drops, forbids, and falls silent. */
final class KernelFaultsTest {
  private static final int PORT = 8583;
  private static final int PATIENCE = 10_000;

  /** Each namespace has its own. */
  private static final Path LOCAL_PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

  private static final WireLimits IMPATIENT =
      new WireLimits(
          4 * 1024 * 1024, Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(1));

  /** A cable whose other end nobody has: what is sent there is never heard of again. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aSynThatIsDroppedTimesOut(Transport transport) throws Exception {
    try (Namespace here = Namespace.open()) {
      here.ip("link add v0 type veth peer name v1");
      here.ip("addr add 192.0.2.1/24 dev v0");
      here.ip("link set v0 up");
      here.ip("link set v1 up");
      here.ip("neigh add 192.0.2.2 lladdr 02:00:00:00:00:02 dev v0 nud permanent");
      assertThat(here.call(() -> ConnectTest.lossOf(transport, at("192.0.2.2", PORT))))
          .isEqualTo(LossReason.CONNECT_TIMEOUT);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whereNothingLeadsAndWhatIsForbiddenIsUnreachable(Transport transport) throws Exception {
    try (Namespace here = Namespace.open()) {
      here.ip("route add prohibit 198.51.100.0/24");
      here.ip("route add unreachable 203.0.113.0/24");
      for (String address : new String[] {"198.51.100.1", "203.0.113.1"}) {
        assertThat(here.call(() -> ConnectTest.lossOf(transport, at(address, PORT))))
            .as(address)
            .isEqualTo(LossReason.UNREACHABLE);
      }
    }
  }

  /** The cable is pulled amid a connection, and nobody says so: our bytes are not acknowledged. */
  @Test
  void aConnectionWhoseBytesVanishIsCutAsSilent() throws Exception {
    assumeTrue(Transport.best() == Transport.EPOLL, "TCP_USER_TIMEOUT needs Linux' own sockets");
    try (Namespace here = Namespace.open();
        Namespace there = Namespace.open()) {
      here.ip("link add v0 type veth peer name v1");
      here.ip("link set v1 netns " + there.id());
      here.ip("addr add 192.0.2.1/24 dev v0");
      there.ip("addr add 192.0.2.2/24 dev v1");
      here.ip("link set v0 up");
      there.ip("link set v1 up");
      try (ServerSocket server =
          there.call(() -> new ServerSocket(0, 50, InetAddress.getByName("192.0.2.2")))) {
        InetSocketAddress address = at("192.0.2.2", server.getLocalPort());
        here.call(() -> {
          try (var first = new Socket()) {
            first.connect(address, PATIENCE);
          }
          return true;
        });
        try (Rig rig = here.call(() -> Rig.dialling(Transport.EPOLL, IMPATIENT, address))) {
          rig.run(() -> rig.wire.open(Rig.A));
          assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
          there.ip("link set v1 down");
          rig.run(() -> rig.wire.send(Rig.A, Peer.message(1), 1, Deadlines.NEVER));
          assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.SILENT));
        }
      }
    }
  }

  /** Links that stand go on; who can't be dialled is named in the system's words, and once. */
  @Test
  void withoutALocalPortLinksGoOnAndWhatIsWantingIsToldOnce() throws Exception {
    try (Namespace here = Namespace.open();
        ServerSocket server = here.call(Rig::server)) {
      InetSocketAddress address = Rig.loopback(server.getLocalPort());
      here.call(() -> Files.writeString(LOCAL_PORTS, "40000 40001"));
      try (Rig rig = here.call(() -> Rig.of(dialling(Rig.A, address), dialling(Rig.B, address)))) {
        rig.run(() -> rig.wire.open(Rig.A));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
        Peer peer = Peer.accept(server);
        Peer other = here.call(() -> Peer.connect(address));

        List<String> told = new ArrayList<>();
        try (var _ = new Told(Line.class, told)) {
          for (int i = 0; i < 3; i++) {
            rig.run(() -> rig.wire.open(Rig.B));
            assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.B, LossReason.NO_LOCAL_PORT));
          }
        }
        assertThat(told).singleElement().asString().contains("Cannot assign requested address");
        rig.run(() -> rig.wire.send(Rig.A, Peer.message(1), 1, Deadlines.NEVER));
        assertThat(Peer.stan(peer.read())).isEqualTo(1);

        other.reset();
        rig.run(() -> rig.wire.open(Rig.B));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.B));
      }
    }
  }

  private static Wiring dialling(LinkId link, InetSocketAddress address) {
    return new Wiring(link, Peer.ASCII, true, address, Duration.ofMillis(500));
  }

  private static InetSocketAddress at(String address, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }
}

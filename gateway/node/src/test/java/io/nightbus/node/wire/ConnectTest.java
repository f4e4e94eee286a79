package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.ChannelException;
import io.nightbus.core.link.LossReason;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A link that can't be had is told why. */
final class ConnectTest {
  @ParameterizedTest
  @EnumSource(Transport.class)
  void anAddressWhereNobodyListensRefuses(Transport transport) throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket server = Rig.server()) {
      nobody = Rig.loopback(server.getLocalPort());
    }
    assertThat(lossOf(transport, nobody)).isEqualTo(LossReason.REFUSED);
  }

  /** A full accept queue: Linux then drops the SYN, as a firewall does. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void aConnectThatNobodyAnswersTimesOut(Transport transport) throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> crowd = crowd(full);
      assumeTrue(crowd.size() < 50, "this system takes connections beyond a listener's backlog");
      assertThat(lossOf(transport, Rig.loopback(full.getLocalPort())))
          .isEqualTo(LossReason.CONNECT_TIMEOUT);
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  /**
   * Two links, one address that drops every SYN: the second is dialled when the first has failed.
   */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void linksOfOneAddressAreDialledOneAfterTheOther(Transport transport) throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> crowd = crowd(full);
      assumeTrue(crowd.size() < 50, "this system takes connections beyond a listener's backlog");
      try (Rig rig = Rig.dialling(transport, Rig.loopback(full.getLocalPort()), Rig.A, Rig.B)) {
        long began = System.nanoTime();
        rig.run(() -> {
          rig.wire.open(Rig.A);
          rig.wire.open(Rig.B);
        });
        assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.CONNECT_TIMEOUT));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.B, LossReason.CONNECT_TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
            .as("two attempts of 500 ms, one behind the other")
            .isGreaterThan(Duration.ofMillis(900));
      }
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  /** As Netty says it where the process has no file left for another socket. */
  @Test
  void wantOfAFileIsOurOwnMachines() {
    var refused =
        new ChannelException(
            "Unable to create Channel",
            new InvocationTargetException(
                new IOException("newSocketStream(..) failed: Too many open files")));
    assertThat(Losses.ofConnect(refused)).isEqualTo(LossReason.NO_LOCAL_PORT);
  }

  private static List<Socket> crowd(ServerSocket full) throws Exception {
    var crowd = new ArrayList<Socket>();
    while (crowd.size() < 50) {
      var socket = new Socket();
      try {
        socket.connect(full.getLocalSocketAddress(), 100);
        crowd.add(socket);
      } catch (SocketTimeoutException dropped) {
        socket.close();
        break;
      }
    }
    return crowd;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anAddressWithoutARouteIsUnreachable(Transport transport) throws Exception {
    // Nothing is routed to the broadcast address by TCP.
    var address = new InetSocketAddress(InetAddress.getByName("255.255.255.255"), 8583);
    assumeTrue(hasNoRoute(address), "this machine has a route to " + address);
    assertThat(lossOf(transport, address)).isEqualTo(LossReason.UNREACHABLE);
  }

  private static boolean hasNoRoute(InetSocketAddress address) {
    try (var socket = new Socket()) {
      socket.connect(address, 100);
      return false;
    } catch (NoRouteToHostException none) {
      return true;
    } catch (java.io.IOException other) {
      return String.valueOf(other.getMessage()).contains("unreachable");
    }
  }

  @Test
  void aNameThatNobodyKnowsIsUnreachable() throws Exception {
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 8583);
    assertThat(lossOf(Transport.best(), unknown))
        .isIn(LossReason.UNREACHABLE, LossReason.CONNECT_TIMEOUT);
  }

  @Test
  void aNameIsLookedUp() throws Exception {
    try (ServerSocket server = Rig.server();
        Rig rig =
            Rig.dialling(
                Transport.best(),
                WireLimits.USUAL,
                InetSocketAddress.createUnresolved(
                    InetAddress.getLoopbackAddress().getHostAddress(), server.getLocalPort()))) {
      rig.run(() -> rig.wire.open(Rig.A));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
    }
  }

  @Test
  void anAttemptThatIsCutIsLostOnce() throws Exception {
    try (ServerSocket server = Rig.server();
        Rig rig = Rig.dialling(Transport.best(), server)) {
      rig.run(() -> {
        rig.wire.open(Rig.A);
        rig.wire.open(Rig.A);
        rig.wire.send(Rig.A, Peer.message(1), 1, Deadlines.NEVER);
        rig.wire.close(Rig.A, LossReason.DRAINED);
      });
      assertThat(rig.heard.next()).isEqualTo(new Heard.NotSent(Rig.A, 1, Arrivals.Unsent.GONE));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.DRAINED));
      rig.run(() -> rig.wire.open(Rig.A));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      rig.run(() -> rig.wire.close(Rig.A, LossReason.STOPPING));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.STOPPING));
    }
  }

  /** Why a link to this address is not there. */
  static LossReason lossOf(Transport transport, InetSocketAddress address) throws Exception {
    try (Rig rig = Rig.dialling(transport, Rig.QUICK, address)) {
      rig.run(() -> rig.wire.open(Rig.A));
      if (rig.heard.next() instanceof Heard.Lost(var link, LossReason why)) {
        assertThat(link).isEqualTo(Rig.A);
        return why;
      }
      throw new AssertionError("the link opened");
    }
  }
}

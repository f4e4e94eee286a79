package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers at a door with TLS: none of them takes a link, and none stays for long. */
final class TlsVisitorTest {
  private static final LinkId OTHER = new LinkId("other", "west", "o");
  private static final String NAME = "peer.example";

  @TempDir static Path folder;
  private static TestCertificates certificates;
  private static TlsFiles files;

  @BeforeAll
  static void certificates() throws Exception {
    certificates = new TestCertificates(folder);
    Path ca = certificates.authority("ca");
    files = new TlsFiles(ca, Optional.of(certificates.signed("us", "gateway.example", -1, 9)), "");
    certificates.signed("peer", NAME, -1, 9);
  }

  private static Tls tls() throws IOException {
    return Tls.of(files, false);
  }

  private static WireLimits waiting(int places, Duration identify) {
    return new WireLimits(
        4 * 1024 * 1024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        places,
        identify);
  }

  private static Wiring wiring(
      LinkId link, Optional<Tls> tls, boolean identifies, String... allow) {
    return new Wiring(
        link,
        Peer.ASCII,
        false,
        Rig.loopback(0),
        Duration.ofSeconds(5),
        identifies,
        tls,
        List.of(allow));
  }

  private static Rig door(WireLimits limits) throws Exception {
    return Rig.of(limits, wiring(Rig.A, Optional.of(tls()), true));
  }

  private static InetSocketAddress at(Rig rig) {
    return rig.wire.address(Rig.A);
  }

  private static void isServed(Rig rig, LinkId link, Peer peer, int stan) throws Exception {
    peer.send(Peer.message(stan));
    assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(link));
    assertThat(rig.heard.next()).isEqualTo(new Heard.Received(link, Peer.message(stan)));
    rig.run(() -> rig.wire.send(link, Peer.message(stan + 1), 0, Deadlines.NEVER));
    assertThat(peer.read()).isEqualTo(Peer.message(stan + 1));
  }

  @Test
  void whoShowsNoCertificateTakesNoLink() throws Exception {
    try (Rig rig = door(waiting(4, Duration.ofMinutes(1)));
        Peer nobody = Peer.connect(at(rig), certificates.client(""))) {
      // With TLS 1.3 a client's own handshake succeeds first: its message may even leave.
      String end = sayAndRead(nobody);
      assertThat(end).isNotEqualTo("data");
      await().until(() -> rig.wire.refused() == 1);
      assertThat(rig.heard.next())
          .as("the link that he would have taken says why it is not there")
          .isEqualTo(new Heard.Lost(Rig.A, LossReason.TLS_NO_CERTIFICATE));
      assertThat(rig.wire.unidentified()).as("counted once").isZero();
      assertThat(rig.heard.isQuiet()).isTrue();
      try (Peer peer = Peer.connect(at(rig), certificates.client("peer"))) {
        isServed(rig, Rig.A, peer, 1);
      }
    }
  }

  private static String sayAndRead(Peer peer) throws IOException {
    try {
      peer.send(Peer.message(1));
    } catch (java.io.UncheckedIOException refused) {
      return "refused";
    }
    return peer.readEnd();
  }

  /** One says nothing at all, one the beginning of a greeting: both go when their time is over. */
  @Test
  void whoNeverFinishesTheHandshakeIsSentAway() throws Exception {
    try (Rig rig = door(waiting(4, Duration.ofMillis(300)));
        Peer silent = rig.connect();
        Peer half = rig.connect()) {
      half.send(new byte[] {0x16, 3, 1, 1, 0, 1, 0});
      assertThat(silent.readEnd()).isEqualTo("RST");
      assertThat(half.readEnd()).isEqualTo("RST");
      await().until(() -> rig.wire.waiting() == 0 && rig.wire.unidentified() == 2);
      assertThat(rig.heard.isQuiet()).isTrue();
    }
  }

  @Test
  void whoSaysHalfAMessageIsSentAway() throws Exception {
    try (Rig rig = door(waiting(4, Duration.ofSeconds(1)));
        Peer peer = Peer.connect(at(rig), certificates.client("peer"))) {
      byte[] all = Peer.frames(1, 1);
      peer.send(Arrays.copyOf(all, all.length / 2));
      assertThat(peer.readEnd()).isNotEqualTo("data");
      await().until(() -> rig.wire.waiting() == 0 && rig.wire.unidentified() == 1);
      assertThat(rig.heard.isQuiet()).isTrue();
    }
  }

  @Test
  void whoSaysItInPiecesAmidACrowdGetsInAndLosesNothing() throws Exception {
    try (Rig rig = door(waiting(2, Duration.ofMinutes(1)));
        Peer _ = rig.connect();
        Peer _ = rig.connect();
        Peer peer = Peer.connect(at(rig), certificates.client("peer"))) {
      byte[] all = Peer.frames(1, 3);
      for (byte[] piece :
          List.of(
              Arrays.copyOf(all, 1),
              Arrays.copyOfRange(all, 1, 9),
              Arrays.copyOfRange(all, 9, all.length))) {
        peer.send(piece);
      }
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      for (int stan = 1; stan <= 3; stan++) {
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(stan)));
      }
      assertThat(rig.wire.unidentified()).as("the oldest of the crowd").isOne();
    }
  }

  /** It is free, and would take him: but he has shown his certificate to somebody else. */
  @Test
  void whoWasReceivedUnderTheTlsOfOneEndpointTakesNoLinkOfAnother() throws Exception {
    for (boolean identifies : List.of(true, false)) {
      for (Optional<Tls> others : List.of(Optional.<Tls>empty(), Optional.of(tls()))) {
        try (Rig rig =
                Rig.of(
                    wiring(Rig.A, Optional.of(tls()), identifies),
                    wiring(OTHER, others, identifies));
            Peer first = Peer.connect(at(rig), certificates.client("peer"))) {
          isServed(rig, Rig.A, first, 1);
          try (Peer second = Peer.connect(at(rig), certificates.client("peer"))) {
            assertThat(sayAndRead(second)).isNotEqualTo("data");
            await().until(() -> rig.wire.refused() == 1);
            assertThat(rig.heard.isQuiet()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void endpointsOfOneAddressAreToldApartByWhoMayConnect() throws Exception {
    try (Rig rig =
            Rig.of(
                wiring(Rig.A, Optional.empty(), true, "10.0.0.0/8"),
                wiring(OTHER, Optional.of(tls()), true, "127.0.0.0/8"));
        Peer clear = rig.connect();
        Peer peer = Peer.connect(at(rig), certificates.client("peer"))) {
      clear.send(Peer.message(9));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(OTHER, LossReason.TLS_FAILED));
      isServed(rig, OTHER, peer, 1);
      assertThat(clear.readEnd()).as("nothing in clear text").isNotEqualTo("data");
      await().until(() -> rig.wire.refused() == 1);
    }
  }
}

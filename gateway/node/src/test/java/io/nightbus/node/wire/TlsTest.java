package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.link.LossReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on links that we dial and on links that the peer dials; and what goes wrong, by name. */
final class TlsTest {
  private static final String PEER = "peer.example";

  @TempDir static Path folder;
  private static TestCertificates certificates;
  private static Path ca;
  private static TlsFiles.Own peer;
  private static TlsFiles.Own us;

  @BeforeAll
  static void certificates() throws Exception {
    certificates = new TestCertificates(folder);
    ca = certificates.authority("ca");
    peer = certificates.signed("peer", PEER, -1, 100);
    us = certificates.signed("us", "gateway.example", -1, 100);
  }

  private static Tls listening(TlsFiles.Own own) throws IOException {
    return Tls.of(new TlsFiles(ca, Optional.of(own), ""), false);
  }

  private static Tls dialling(Path authority, Optional<TlsFiles.Own> own) throws IOException {
    return Tls.of(new TlsFiles(authority, own, PEER), true);
  }

  private static Tls dialling() throws IOException {
    return dialling(ca, Optional.of(us));
  }

  private static Rig listen(Optional<Tls> tls, String... allow) throws Exception {
    return Rig.of(
        new Wiring(
            Rig.A, Peer.ASCII, false, Rig.loopback(0), Duration.ofSeconds(5), tls, List.of(allow)));
  }

  private static Rig dial(int port, Tls tls) throws Exception {
    return Rig.of(
        new Wiring(
            Rig.A,
            Peer.ASCII,
            true,
            InetSocketAddress.createUnresolved("localhost", port),
            Duration.ofSeconds(5),
            Optional.of(tls),
            List.of()));
  }

  private static int port(Rig rig) {
    return rig.wire.address(Rig.A).getPort();
  }

  private static void isConnected(Rig one, Rig other) throws Exception {
    one.run(() -> one.wire.open(Rig.A));
    assertThat(one.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
    assertThat(other.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
  }

  private static void passes(Rig from, Rig to, int first, int last) throws Exception {
    from.run(() -> {
      for (int stan = first; stan <= last; stan++) {
        from.wire.send(Rig.A, Peer.message(stan), stan, Long.MAX_VALUE);
      }
    });
    for (int stan = first; stan <= last; stan++) {
      assertThat(to.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(stan)));
    }
  }

  /** How a dialled link ends that never came about. */
  private static LossReason lossOf(int port, Tls tls) throws Exception {
    try (Rig rig = dial(port, tls)) {
      rig.run(() -> rig.wire.open(Rig.A));
      Heard.Thing thing = rig.heard.next();
      // In TLS 1.3 a client is refused only after its own handshake has succeeded.
      Heard.Thing last = thing instanceof Heard.Opened ? rig.heard.next() : thing;
      return ((Heard.Lost) last).why();
    }
  }

  @Test
  void messagesGoBothWaysAndManyKeepTheirOrder() throws Exception {
    try (Rig listening = listen(Optional.of(listening(peer)));
        Rig dialling = dial(port(listening), dialling())) {
      isConnected(dialling, listening);
      passes(dialling, listening, 1, 1);
      passes(listening, dialling, 2, 2);
      passes(dialling, listening, 3, 5_000);
    }
  }

  @Test
  void aCertificateThatHasExpiredIsNamed() throws Exception {
    TlsFiles.Own expired = certificates.signed("expired", PEER, -20, 10);
    try (Rig listening = listen(Optional.of(listening(expired)))) {
      assertThat(lossOf(port(listening), dialling())).isEqualTo(LossReason.TLS_EXPIRED);
    }
  }

  @Test
  void aCertificateOfAnotherHostIsNamed() throws Exception {
    TlsFiles.Own other = certificates.signed("other", "other.example", -1, 10);
    try (Rig listening = listen(Optional.of(listening(other)))) {
      assertThat(lossOf(port(listening), dialling())).isEqualTo(LossReason.TLS_OTHER_HOST);
    }
  }

  @Test
  void anUnknownAuthorityIsNamed() throws Exception {
    Path stranger = certificates.authority("stranger");
    try (Rig listening = listen(Optional.of(listening(peer)))) {
      assertThat(lossOf(port(listening), dialling(stranger, Optional.of(us))))
          .isEqualTo(LossReason.TLS_UNKNOWN_CA);
    }
  }

  @Test
  void whoShowsNoCertificateIsRefused() throws Exception {
    try (Rig listening = listen(Optional.of(listening(peer)))) {
      assertThat(lossOf(port(listening), dialling(ca, Optional.empty())))
          .isEqualTo(LossReason.TLS_REFUSED);
      assertThat(listening.heard.next())
          .isEqualTo(new Heard.Lost(Rig.A, LossReason.TLS_NO_CERTIFICATE));
    }
  }

  /** After three seconds; the bound leaves room for a machine that is busy. */
  @Test
  void aPeerThatNeverSpeaksIsGivenUp() throws Exception {
    try (ServerSocket silent = Rig.server()) {
      Tls tls = dialling();
      long began = System.nanoTime();
      assertThat(lossOf(silent.getLocalPort(), tls)).isEqualTo(LossReason.TLS_TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(9));
    }
  }

  @Test
  void aPeerInClearTextGetsNothingInClearText() throws Exception {
    try (ServerSocket server = Rig.server();
        Rig rig = dial(server.getLocalPort(), dialling())) {
      rig.run(() -> rig.wire.open(Rig.A));
      try (Peer clear = Peer.accept(server)) {
        clear.send(Peer.message(1));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.TLS_FAILED));
      }
    }
    try (Rig listening = listen(Optional.of(listening(peer)));
        Peer clear = listening.connect()) {
      clear.send(Peer.message(1));
      assertThat(listening.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.TLS_FAILED));
    }
  }

  @Test
  void aRenewedCertificateIsUsedForTheNextConnection() throws Exception {
    TlsFiles.Own own = certificates.signed("soon", PEER, -1, 5);
    Tls tls = listening(own);
    assertThat(tls.expires()).isBefore(Instant.now().plus(5, ChronoUnit.DAYS));
    try (Rig listening = listen(Optional.of(tls));
        Rig dialling = dial(port(listening), dialling())) {
      isConnected(dialling, listening);
      certificates.write("peer", "soon");
      Files.setLastModifiedTime(
          own.certificate(), FileTime.from(Instant.now().plus(1, ChronoUnit.MINUTES)));
      tls.refresh();
      assertThat(tls.expires()).isAfter(Instant.now().plus(50, ChronoUnit.DAYS));
      passes(dialling, listening, 1, 3);
      dialling.run(() -> dialling.wire.close(Rig.A, LossReason.DRAINED));
      assertThat(dialling.heard.next()).isInstanceOf(Heard.Lost.class);
      assertThat(listening.heard.next()).isInstanceOf(Heard.Lost.class);
      isConnected(dialling, listening);
      Files.writeString(own.certificate(), "rubbish");
      tls.refresh();
      passes(dialling, listening, 4, 5);
    }
  }

  @Test
  void aLinkThatIsCutAmidItsHandshakeIsGoneAtOnce() throws Exception {
    try (ServerSocket silent = Rig.server();
        Rig rig = dial(silent.getLocalPort(), dialling())) {
      rig.run(() -> rig.wire.open(Rig.A));
      try (Peer accepted = Peer.accept(silent)) {
        assertThat(accepted.readEnd()).as("our side knows that TCP stands").isEqualTo("data");
        long begin = System.nanoTime();
        // The loop says it after its greeting, which may be here before that.
        int connected = rig.call(rig.heard::connected);
        assertThat(connected).as("told that TCP stands").isEqualTo(1);
        rig.run(() -> rig.wire.close(Rig.A, LossReason.TLS_TIMEOUT));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.TLS_TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        while (accepted.readEnd().equals("data")) {
          // The greeting that was on its way.
        }
      }
    }
  }

  @Test
  void filesThatAreNotInOrderAreNamed() throws Exception {
    Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
    assertThatThrownBy(() -> dialling(rubbish, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rubbish.pem");
    var mixed = new TlsFiles.Own(us.certificate(), ca);
    assertThatThrownBy(() -> dialling(ca, Optional.of(mixed))).isInstanceOf(IOException.class);
  }

  @Test
  void onlyWhoIsAllowedMayConnect() throws Exception {
    try (Rig listening = listen(Optional.empty(), "10.0.0.0/8", "192.0.2.7/32");
        Peer stranger = listening.connect()) {
      assertThat(stranger.readEnd()).isEqualTo("RST");
      assertThat(listening.wire.refused()).isOne();
    }
    try (Rig listening = listen(Optional.empty(), "10.0.0.0/8", "127.0.0.0/8");
        Peer friend = listening.connect()) {
      assertThat(listening.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      assertThat(friend.port()).isPositive();
    }
  }
}

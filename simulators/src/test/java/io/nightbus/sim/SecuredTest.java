package io.nightbus.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.junit.Certificates;
import io.nightbus.sim.junit.NetworkSimulator;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.traffic.JournalEntry;
import io.nightbus.sim.wire.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Simulators that listen and dial under TLS: with both certificates, with one, with a wrong one.
 */
class SecuredTest {
  @TempDir static Path folder;

  private static Certificates ours;
  private static Tls network;
  private static Tls acquirer;

  /** Reads the field when it starts: after {@link #certificates}. */
  @Order(1)
  @RegisterExtension
  final NetworkSimulator mutual =
      NetworkSimulator.guaranteeing(Guarantee.DUPLICATES).with(plan -> plan.tls(network));

  @Order(2)
  @RegisterExtension
  final NetworkSimulator lenient =
      NetworkSimulator.guaranteeing(Guarantee.DUPLICATES)
          .with(plan -> plan.tls(network.takingAnybody()));

  @BeforeAll
  static void certificates() throws IOException {
    ours = Certificates.in(folder.resolve("ours"));
    network = Tls.mutual(ours.authority(), ours.signed("network.example", 5));
    acquirer = Tls.mutual(ours.authority(), ours.signed("acquirer.example", 5));
  }

  private static Plan dialling(NetworkSimulator to) {
    return Acquirer.plan(
        new Cards("555500", 10),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port("n1")));
  }

  private static void isServed(Simulator asking) {
    await().until(() -> asking.status().links().getFirst().signedOn());
    asking.traffic(200);
    await().until(() -> asking.journalSummary().containsKey(JournalEntry.State.APPROVED));
  }

  /** By either side: each says what it saw. */
  private static void isRefused(Simulator asking, NetworkSimulator by) {
    await()
        .until(() ->
            asking.status().errors().containsKey("NO_TLS")
                && by.simulator().status().errors().containsKey("NO_TLS"));
    asking.traffic(200);
    assertThat(by.received()).isEmpty();
  }

  @Test
  void carriesRequestsBetweenTwoWhoKnowEachOther() throws IOException {
    try (Simulator asking = dialling(mutual).tls(acquirer).start()) {
      isServed(asking);
    }
  }

  @Test
  void refusesWhoShowsNoCertificateWhereItIsDemanded() throws IOException {
    Tls nobody = Tls.anonymous(ours.authority());
    try (Simulator asking = dialling(mutual).tls(nobody).start()) {
      isRefused(asking, mutual);
    }
    try (Simulator asking = dialling(lenient).tls(nobody).start()) {
      isServed(asking);
    }
  }

  @Test
  void refusesAnExpiredCertificateAndOneOfAnotherAuthority() throws IOException {
    Tls expired = Tls.mutual(ours.authority(), ours.expired("acquirer.example"));
    try (Simulator asking = dialling(mutual).tls(expired).start()) {
      isRefused(asking, mutual);
    }
    mutual.simulator().reset();
    Certificates others = Certificates.in(folder.resolve("others"));
    Tls stranger = Tls.mutual(ours.authority(), others.signed("acquirer.example", 5));
    try (Simulator asking = dialling(mutual).tls(stranger).start()) {
      isRefused(asking, mutual);
    }
  }

  @Test
  void speaksNoClearText() throws IOException {
    try (Peer clear = Peer.connect(mutual.port("n1"))) {
      clear.raw(new byte[] {0, 4, '0', '8', '0', '0'});
      assertThat(clear.isOver()).isTrue();
    }
    await().until(() -> mutual.simulator().status().errors().containsKey("NO_TLS"));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Plan nobody = new Plan("network").site("north", "n1").tls(Tls.anonymous(ours.authority()));
    assertThatThrownBy(nobody::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a certificate");
    Path rubbish = Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
    Plan broken =
        new Plan("network").site("north", "n1").tls(Tls.mutual(rubbish, network.own().get()));
    assertThatThrownBy(broken::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("rubbish.pem");
  }
}

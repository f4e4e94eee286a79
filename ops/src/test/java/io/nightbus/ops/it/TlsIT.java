package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.Plan;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.issuer.Issuer;
import io.nightbus.sim.junit.Certificates;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.traffic.JournalEntry;
import io.nightbus.sim.wire.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped gateway under TLS, both sides showing certificates: it carries requests over the one
 * link whose peer is in order, names what is wrong with each other one, says nothing in clear text,
 * and takes a new certificate without dropping a link.
 */
final class TlsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double DAY = 86_400;

  @TempDir Path directory;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Ports ports = new Ports();
  private final Map<String, Simulator> networks = new LinkedHashMap<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T keep(T started) {
    open.add(started);
    return started;
  }

  /** A card network with one link, and its own idea of whom to believe. */
  private Simulator network(String link, Plan plan) throws IOException {
    Simulator started = keep(plan.site("north", link).start());
    networks.put(link, started);
    return started;
  }

  private static Plan network() {
    return Network.plan(Set.of(Guarantee.DUPLICATES))
        .live(Network.live(new Cards(Stage.OUR_CARDS, 20)));
  }

  @Test
  void carriesTrafficUnderMutualTlsAlone() throws Exception {
    Certificates ours = Certificates.in(directory.resolve("ours"));
    Certificates theirs = Certificates.in(directory.resolve("theirs"));
    Tls.Own shown = ours.signed("peer.example", 60);
    Tls.Own foreign = theirs.signed("peer.example", 60);
    Tls.Own expired = ours.expired("peer.example");
    Tls peer = Tls.mutual(ours.authority(), shown);
    use(ours.signed("gateway.example", 5));

    Simulator good = network("good", network().tls(peer));
    Simulator old = network("old", network().tls(Tls.mutual(ours.authority(), expired)));
    Simulator other = network("foreign", network().tls(Tls.mutual(ours.authority(), foreign)));
    // It believes in those whom the other authority has signed: our first certificate is not.
    network("picky", network().tls(Tls.mutual(theirs.authority(), shown)));
    Simulator clear = network("clear", network());
    Simulator issuer = keep(Issuer.plan(Issuer.BALANCE).site("host", "i1").tls(peer).start());
    int acquirerPort = ports.next();
    Gateway gateway = gateway(issuer.port("i1"), acquirerPort, ours.authority());

    strangersAreNamed(
        gateway,
        new Stranger("does the peer speak TLS", acquirer(acquirerPort)),
        new Stranger(
            "the peer showed no certificate",
            acquirer(acquirerPort).tls(Tls.anonymous(ours.authority()))),
        new Stranger(
            "not signed by the CA",
            acquirer(acquirerPort).tls(Tls.mutual(ours.authority(), foreign))),
        new Stranger(
            "a certificate has expired",
            acquirer(acquirerPort).tls(Tls.mutual(ours.authority(), expired))));

    Simulator acquirer = keep(acquirer(acquirerPort).tls(peer).start());
    await().atMost(PATIENCE).until(() -> acquirer.status().links().getFirst().signedOn());
    acquirer.traffic(40);
    good.traffic(40);
    await().atMost(PATIENCE).until(() -> approved(acquirer) > 20 && approved(good) > 20);
    eachPeerThatIsNotInOrderIsNamed(gateway);

    theCertificateIsRenewedUnderTraffic(gateway, theirs.signed("gateway.example", 60));

    acquirer.traffic(0);
    good.traffic(0);
    assertThat(acquirer.drain(PATIENCE) && good.drain(PATIENCE)).isTrue();
    assertThat(List.of(acquirer, good))
        .allSatisfy(asking ->
            assertThat(asking.journalSummary())
                .doesNotContainKeys(JournalEntry.State.UNANSWERED, JournalEntry.State.REVERSED));
    assertThat(List.of(old, other, clear))
        .as("nothing was said to them, and nothing in clear text to anybody")
        .allSatisfy(bad -> assertThat(bad.status().links().getFirst().received()).isZero());
    assertThat(good.timeline()).noneMatch(line -> line.contains("disconnected"));
  }

  private static long approved(Simulator asking) {
    var total = asking.journalSummary().get(JournalEntry.State.APPROVED);
    return total == null ? 0 : total.count();
  }

  private static Plan acquirer(int port) {
    return Acquirer.plan(
        new Cards(Stage.OTHER_CARDS, 20),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  // --- the gateway

  /** What the gateway shows to its network from the next connection on. */
  private void use(Tls.Own own) throws IOException {
    Files.copy(
        own.certificate(), directory.resolve("network.pem"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(own.key(), directory.resolve("network.key"), StandardCopyOption.REPLACE_EXISTING);
  }

  private Gateway gateway(int issuerPort, int acquirerPort, Path ca) throws IOException {
    Files.copy(directory.resolve("network.pem"), directory.resolve("own.pem"));
    Files.copy(directory.resolve("network.key"), directory.resolve("own.key"));
    var links = new ArrayList<String>();
    networks.forEach((name, network) -> links.add(name + ": 127.0.0.1:" + network.port(name)));
    int admin = ports.next();
    String own = "tls: {ca: " + ca + ", certificate: own.pem, key: own.key, peer: peer.example}";
    String text =
        """
        node: tls
        store: {file: data/nightbus.db, key-file: data/nightbus.key}
        admin: {listen: "127.0.0.1:%d", token-file: data/admin.token}
        endpoints:
          network:
            dialect: iso87-ascii
            sites: {north: {%s}}
            link: {sign-on: we, connect: 2s, backoff: 100ms, backoff-cap: 500ms}
            tls: {ca: %s, certificate: network.pem, key: network.key, peer: peer.example}
          issuer:
            dialect: iso87-ascii
            sites: {main: {i1: "127.0.0.1:%d"}}
            %s
          acquirer:
            dialect: iso87-ascii
            listen: {address: "127.0.0.1:%d", links: 2}
            link: {sign-on: peer}
            %s
        routes:
          - {from: network, to: issuer, cards: ["%s"], budget: 5s}
          - {from: acquirer, to: network, budget: 5s}
        """
            .formatted(
                admin,
                String.join(", ", links),
                ca,
                issuerPort,
                own,
                acquirerPort,
                own,
                Stage.OUR_CARDS);
    Path file = Files.writeString(directory.resolve("gateway.yaml"), text);
    Gateway gateway =
        keep(
            Gateway.starting(
                Distribution.shipped(),
                file,
                directory.resolve("data"),
                Map.of(),
                admin,
                directory.resolve("gateway.log")));
    gateway.awaitReady();
    return gateway;
  }

  private String said(Gateway gateway, String... words) throws IOException {
    Child child = gateway.command(Files.createTempFile(directory, "command", ".log"), words);
    return child.output(PATIENCE);
  }

  private static JsonNode link(Gateway gateway, String endpoint, String name) {
    for (JsonNode link : gateway.status().json().path("links")) {
      if (link.path("endpoint").asText().equals(endpoint)
          && link.path("name").asText().equals(name)) {
        return link;
      }
    }
    throw new AssertionError("there is no link " + endpoint + " " + name);
  }

  // --- what is seen

  /** Somebody who may not get in, and what the operator reads of him. */
  private record Stranger(String words, Plan plan) {}

  private void strangersAreNamed(Gateway gateway, Stranger... strangers) throws IOException {
    for (Stranger each : strangers) {
      try (Simulator stranger = each.plan().start()) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> link(gateway, "acquirer", "1").path("reason").asText(),
                reason -> reason.contains(each.words()));
        assertThat(stranger.status().links().getFirst().signedOn()).isFalse();
      }
    }
    assertThat(said(gateway, "why", "acquirer"))
        .contains("acquirer is not connected to us.", "Renew the certificate that has ended")
        .containsIgnoringCase(strangers[strangers.length - 1].words());
  }

  private void eachPeerThatIsNotInOrderIsNamed(Gateway gateway) throws IOException {
    Map<String, String> expected =
        Map.of(
            "old", "a certificate has expired, or is not valid yet",
            "foreign", "the peer's certificate is not signed by the CA that is configured",
            "picky", "the peer refused the TLS handshake: does it know our certificate?",
            "clear", "the TLS handshake");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            expected.forEach((name, words) ->
                assertThat(link(gateway, "network", name).path("reason").asText())
                    .as(name)
                    .contains(words)));
    String list = said(gateway, "link", "list");
    String why = said(gateway, "why", "network");
    expected.forEach((name, words) -> {
      assertThat(list.lines())
          .anyMatch(line -> line.startsWith("network/north/" + name + " ") && line.contains(words));
      assertThat(why)
          .contains("Link network/north/" + name + " is down.")
          .containsIgnoringCase(words);
    });
  }

  /**
   * The new one is signed by the other authority. So the link whose peer believes in that one alone
   * comes up; and the one that stands would be refused now, if it were had anew: it is not.
   */
  private void theCertificateIsRenewedUnderTraffic(Gateway gateway, Tls.Own renewed)
      throws IOException {
    assertThat(daysLeft(gateway)).isBetween(3.0, 5.0);
    use(renewed);
    await()
        .atMost(PATIENCE)
        .until(() -> link(gateway, "network", "picky").path("state").asText().equals("UP"));
    assertThat(daysLeft(gateway)).isBetween(50.0, 60.0);
  }

  private static double daysLeft(Gateway gateway) {
    return gateway
        .metrics()
        .lines()
        .filter(
            line -> line.startsWith("nightbus_tls_certificate_left_seconds{endpoint=\"network\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)) / DAY)
        .findFirst()
        .orElseThrow();
  }
}

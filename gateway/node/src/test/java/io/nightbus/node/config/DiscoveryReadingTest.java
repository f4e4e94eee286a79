package io.nightbus.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sites whose addresses are announced, and what is said about a wrong one. */
class DiscoveryReadingTest {
  @TempDir Path folder;

  private ConfigFile.Checked check(String network) throws IOException {
    String yaml =
        """
        endpoints:
          network:
            dialect: iso87-ascii
        %s
          acquirer:
            dialect: iso87-ascii
            listen: {address: 127.0.0.1:7401}
        routes:
          - {from: acquirer, to: network, budget: 5s}
        """
            .formatted(network.indent(4));
    Files.writeString(folder.resolve("addresses"), "");
    return ConfigFile.check(Files.writeString(folder.resolve("gateway.yaml"), yaml), Map.of());
  }

  private static List<String> said(ConfigFile.Checked checked) {
    return checked.findings().stream()
        .map(finding -> finding.place().line() + " " + finding.path() + ": " + finding.what())
        .toList();
  }

  @Test
  void aNameAndAFileAreReadAndTheirLinksAreKeptAsTheEndpointsAre() throws IOException {
    GatewayConfig config =
        check(
                """
                sites: {own: {n1: "10.0.0.1:7001"}}
                discovery:
                  north: {dns: "hosts.example:7001", every: 30s, timeout: 1s, most: 4}
                  south: {file: addresses}
                prefer: [north, south, own]
                link: {connect: 1s, answer: 2s}
                """)
            .config()
            .orElseThrow();
    assertThat(config.settings().endpoint("network").links()).hasSize(1);
    GatewayConfig.Discovery north = config.discoveries().getFirst();
    assertThat(north.source()).isEqualTo(new GatewayConfig.Source.Name("hosts.example", 7001));
    assertThat(north.every()).isEqualTo(Duration.ofSeconds(30));
    assertThat(north.most()).isEqualTo(4);
    assertThat(north.endpoint() + "/" + north.site()).isEqualTo("network/north");
    assertThat(north.like().connect()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.discoveries().getLast().source())
        .isEqualTo(new GatewayConfig.Source.Listing(folder.resolve("addresses")));
  }

  @Test
  void anEndpointMayHaveNothingButWhatIsAnnounced() throws IOException {
    ConfigFile.Checked checked = check("discovery: {north: {file: addresses}}");
    assertThat(checked.findings()).isEmpty();
    assertThat(checked.config().orElseThrow().settings().endpoint("network").links()).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedWithItsLine() throws IOException {
    assertThat(said(check("discovery: {north: {}}")))
        .containsExactly("4 endpoints.network.discovery.north.dns: missing");
    assertThat(said(check("discovery: {north: {dns: \"a:1\", file: addresses}}")))
        .containsExactly("4 endpoints.network.discovery.north.file: a site has one source");
    assertThat(said(check("discovery: {north: {dns: nonsense}}")))
        .containsExactly("4 endpoints.network.discovery.north.dns: \"nonsense\" is not an address");
    assertThat(said(check("discovery: {north: {file: addresses, evry: 3s}}")))
        .containsExactly("4 endpoints.network.discovery.north.evry: unknown key");
    assertThat(said(check("discovery: {north: {file: nowhere}}")))
        .containsExactly("4 endpoints.network.discovery.north.file: cannot be read now");
    assertThat(
            said(
                check(
                    "sites: {north: {n1: \"10.0.0.1:1\"}}\ndiscovery: {north: {file: addresses}}")))
        .containsExactly("5 endpoints.network.discovery.north: this site has links of its own");
    assertThat(
            said(
                check(
                    "listen: {address: \"127.0.0.1:7402\"}\n"
                        + "discovery: {north: {file: addresses}}")))
        .contains(
            "5 endpoints.network.discovery: an endpoint that listens has nothing to find: its peer"
                + " connects");
  }

  @Test
  void aRunningGatewayDoesNotTakeOtherSources() throws IOException {
    GatewayConfig before = check("discovery: {north: {file: addresses}}").config().orElseThrow();
    GatewayConfig after =
        check("discovery: {north: {file: addresses, every: 1m}}").config().orElseThrow();
    assertThat(ConfigChange.between(before, after).restarts()).containsExactly("discovery");
    assertThat(ConfigChange.between(before, before).restarts()).isEmpty();
  }
}

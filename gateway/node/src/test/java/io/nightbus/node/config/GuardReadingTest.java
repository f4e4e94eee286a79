package io.nightbus.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration check says of {@code tls} and {@code allow}. */
class GuardReadingTest {
  @TempDir Path folder;

  private ConfigFile.Checked check(String network, String listen) throws IOException {
    String yaml =
        """
        endpoints:
          network:
            dialect: iso87-ascii
            sites:
              north: {n1: 10.0.0.1:7001}
        %s
          acquirer:
            dialect: iso87-ascii
            listen: {address: 127.0.0.1:7401, links: 2%s}
        routes:
          - {from: acquirer, to: network, budget: 5s}
        """
            .formatted(network, listen);
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    return ConfigFile.check(file, Map.of());
  }

  private static List<String> errors(ConfigFile.Checked checked) {
    return checked.findings().stream()
        .filter(Finding::isError)
        .map(finding -> finding.path() + ": " + finding.what())
        .toList();
  }

  @Test
  void anEndpointWithoutItIsNotSecured() throws IOException {
    assertThat(check("", "").config().orElseThrow().guards()).isEmpty();
  }

  @Test
  void networksThatMayConnectAreRead() throws IOException {
    GatewayConfig config = check("", ", allow: [10.0.0.0/8, \"::1/128\"]").config().orElseThrow();
    assertThat(config.guards())
        .hasEntrySatisfying(
            "acquirer",
            guard -> assertThat(guard.allow()).containsExactly("10.0.0.0/8", "::1/128"));
    assertThat(errors(check("", ", allow: [ten]")))
        .containsExactly("endpoints.acquirer.listen.allow[0]: \"ten\" is not a network");
  }

  @Test
  void whatIsMissingOrCannotBeReadIsNamed() throws IOException {
    assertThat(errors(check("    tls: {peer: a.example}", "")))
        .containsExactly("endpoints.network.tls.ca: missing");
    assertThat(errors(check("    tls: {ca: none.pem}", "")))
        .containsExactly("endpoints.network.tls.ca: cannot be read");
    Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
    assertThat(errors(check("    tls: {ca: rubbish.pem, key: rubbish.pem}", "")))
        .containsExactlyInAnyOrder(
            "endpoints.network.tls.key: a certificate and its key belong together",
            "endpoints.network.tls.ca: is not a certificate");
  }

  @Test
  void whoListensNeedsACertificate() throws IOException {
    Files.writeString(folder.resolve("rubbish.pem"), "rubbish");
    assertThat(errors(check("", "}\n    tls: {ca: rubbish.pem")))
        .contains("endpoints.acquirer.tls.certificate: missing");
  }
}

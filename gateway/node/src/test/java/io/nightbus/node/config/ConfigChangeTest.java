package io.nightbus.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Command;
import io.nightbus.core.link.LinkId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigChangeTest {
  private static final String BEFORE =
      """
      endpoints:
        network:
          dialect: iso87-ascii
          sites:
            north: {n1: 10.0.0.1:7001, n2: 10.0.0.2:7001}
            south: {s1: "10.0.1.1:7001"}
          link: {echo: 10s, answer: 2s}
        acquirer:
          dialect: iso87-ascii
          listen: {address: 127.0.0.1:7401, links: 2}
      routes:
        - {from: acquirer, to: network, budget: 5s}
      """;

  @TempDir Path folder;
  private String text = BEFORE;

  @BeforeEach
  void begin() {
    text = BEFORE;
  }

  private GatewayConfig config(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    ConfigFile.Checked checked = ConfigFile.check(file, Map.of());
    assertThat(checked.findings()).filteredOn(Finding::isError).isEmpty();
    return checked.config().orElseThrow();
  }

  private ConfigChange instead(String... pairs) throws IOException {
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(text).contains(pairs[i]);
      text = text.replace(pairs[i], pairs[i + 1]);
    }
    return ConfigChange.between(config(BEFORE), config(text));
  }

  @Test
  void theSameFileIsNoChange() throws IOException {
    assertThat(instead()).isEqualTo(new ConfigChange(List.of(), List.of(), List.of()));
  }

  @Test
  void linksComeGoAndMove() throws IOException {
    ConfigChange change =
        instead("n1: 10.0.0.1:7001, n2: 10.0.0.2:7001", "n1: 10.9.0.1:7001, n3: 10.0.0.3:7001");
    assertThat(change.restarts()).isEmpty();
    assertThat(change.lines())
        .containsExactly(
            "~ network/north/n1 10.0.0.1:7001 -> 10.9.0.1:7001",
            "- network/north/n2 10.0.0.2:7001",
            "+ network/north/n3 10.0.0.3:7001");
    Command.EndpointLinks network = change.endpoints().getFirst();
    assertThat(network.moved()).containsExactly(new LinkId("network", "north", "n1"));
    assertThat(network.links()).hasSize(3);
  }

  @Test
  void timesWeightsAndMoreRoomForWhoConnectsAreChanges() throws IOException {
    ConfigChange change =
        instead(
            "echo: 10s",
            "echo: 20s",
            "links: 2",
            "links: 3",
            "    link: {",
            "    weights: {north: 90, south: 10}\n    link: {");
    assertThat(change.restarts()).isEmpty();
    assertThat(change.lines())
        .contains("+ acquirer/here/3 127.0.0.1:7401")
        .anyMatch(line -> line.startsWith("~ network/south/s1 is kept in another way"))
        .anyMatch(line -> line.contains("north=90, south=10"));
    assertThat(change.endpoints()).hasSize(2);
  }

  @Test
  void whateverElseDiffersNeedsARestart() throws IOException {
    ConfigChange change =
        instead(
            "budget: 5s",
            "budget: 6s",
            "127.0.0.1:7401",
            "127.0.0.1:7402",
            "    dialect: iso87-ascii\n    sites",
            "    dialect: iso87-binary\n    request: 1s\n    sites");
    assertThat(change.restarts())
        .containsExactlyInAnyOrder(
            "routes",
            "endpoints.network.dialect",
            "endpoints.network.request",
            "endpoints.acquirer.listen.address");
  }

  @Test
  void anEndpointThatComesOrGoesNeedsARestart() throws IOException {
    ConfigChange change = instead("  acquirer:\n", "  shops:\n", "from: acquirer", "from: shops");
    assertThat(change.restarts()).contains("endpoints.acquirer", "endpoints.shops", "routes");
  }
}

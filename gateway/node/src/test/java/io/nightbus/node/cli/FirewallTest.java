package io.nightbus.node.cli;

import static io.nightbus.node.cli.FirewalledGateway.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway behind a firewall that does what a proxy cannot: it takes packets away from a
 * connection that stands, acknowledgements too, and forbids connections in each way that there is.
 */
final class FirewallTest {
  private static final int DROPPED = 7002;
  private static final int RESET = 7003;
  private static final int FORBIDDEN = 7004;
  private static final int CLOSED_PORT = 7005;

  /** What goes to this port, what comes from it, or both vanishes. */
  private static final List<String> WAYS = List.of("to", "from", "both");

  private static final Duration ECHO = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;

  private static FirewalledGateway gateway;
  private static int verified;
  private static final List<Integer> SICK = new ArrayList<>();
  private static final List<Integer> WELL = new ArrayList<>();
  private static final List<Integer> IDLE = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    gateway = new FirewalledGateway(folder);
    gateway.rule("tcp dport " + DROPPED + " drop");
    gateway.rule("tcp dport " + RESET + " reject with tcp reset");
    gateway.rule("tcp dport " + FORBIDDEN + " reject with icmp type admin-prohibited");
    gateway.rule("tcp dport " + CLOSED_PORT + " reject with icmp type port-unreachable");
    verified = gateway.host();
    Files.writeString(
        folder.resolve("addresses"),
        List.of(verified, DROPPED, RESET, FORBIDDEN, CLOSED_PORT).stream()
            .map(port -> "127.0.0.1:" + port + "\n")
            .reduce("", String::concat));
    gateway.start(configured());
    gateway.awaitUp(Stream.of(List.of(verified), SICK, WELL, IDLE).flatMap(List::stream).toList());
  }

  /** For each way an endpoint with two links that has load, and one with a single idle link. */
  private static Path configured() throws Exception {
    var text =
        new StringBuilder(
            """
            node: test
            store: {file: data/book.db, key-file: data/book.key}
            admin: {listen: "127.0.0.1:%d", token-file: data/admin.token}
            endpoints:
              acquirer:
                dialect: iso87-ascii
                listen: {address: "127.0.0.1:%d"}
                link: {sign-on: none, echo: 1m}
              announced:
                dialect: iso87-ascii
                discovery: {found: {file: addresses, every: 100ms}}
            """
                .formatted(FirewalledGateway.ADMIN, FirewalledGateway.ACQUIRER));
    for (String way : WAYS) {
      SICK.add(gateway.host());
      WELL.add(gateway.host());
      text.append(
          """
            busy-%s:
              dialect: iso87-ascii
              sites: {main: {sick: "127.0.0.1:%d", well: "127.0.0.1:%d"}}
              link: {echo: 6s}
          """
              .formatted(way, SICK.getLast(), WELL.getLast()));
      IDLE.add(gateway.host());
      text.append(
          """
            idle-%s:
              dialect: iso87-ascii
              sites: {main: {only: "127.0.0.1:%d"}}
              link: {echo: %ds, answer: 1s}
          """
              .formatted(way, IDLE.getLast(), ECHO.toSeconds()));
    }
    text.append("routes:\n");
    for (int i = 0; i < WAYS.size(); i++) {
      text.append(
          "  - {from: acquirer, to: busy-%s, cards: [\"%s\"]}\n"
              .formatted(WAYS.get(i), Purchases.CARDS.get(i).substring(0, 6)));
    }
    return Files.writeString(folder.resolve("gateway.yaml"), text);
  }

  @AfterAll
  static void end() throws Exception {
    if (gateway != null) {
      gateway.end();
    }
  }

  /**
   * Also acknowledgements: neither side's kernel hears of the other, and nobody says so.
   *
   * @return when that began
   */
  private static Instant cutOff(List<Integer> ports) throws Exception {
    gateway.awaitUp(ports);
    Instant begun = Instant.now();
    for (int i = 0; i < WAYS.size(); i++) {
      if (!WAYS.get(i).equals("from")) {
        gateway.rule("tcp dport " + ports.get(i) + " drop");
      }
      if (!WAYS.get(i).equals("to")) {
        gateway.rule("tcp sport " + ports.get(i) + " drop");
      }
    }
    return begun;
  }

  @Test
  void eachWayToForbidAConnectionIsNamed() {
    Map<Integer, String> signatures =
        Map.of(
            DROPPED, "SYN unanswered: firewall?",
            RESET, "refused: nobody listens there",
            CLOSED_PORT, "refused: nobody listens there",
            FORBIDDEN, "no route, or forbidden on the way");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          List<JsonNode> links = gateway.links();
          signatures.forEach((port, words) ->
              assertThat(valueAt(links, port, "signature")).as("port " + port).isEqualTo(words));
          assertThat(valueAt(links, verified, "state")).isEqualTo("UP");
        });
    await()
        .atMost(PATIENCE)
        .until(
            () -> gateway.why("announced"),
            why ->
                why.contains("4 of 5 addresses announced for announced/found cannot be used")
                    && why.contains("127.0.0.1:" + DROPPED + ": SYN unanswered: firewall?"));
  }

  @Test
  void anIdleLinkWhosePacketsVanishIsFoundByItsEchoWithinTwoIntervals() throws Exception {
    Instant cut = cutOff(IDLE);
    for (String way : WAYS) {
      JsonNode end = gateway.ended("idle-" + way + "/main/only", cut);
      assertThat(end.path("reason").asText()).as(way).isEqualTo("silent");
      Instant at = Instant.parse(end.path("time").asText());
      assertThat(Duration.between(cut, at)).as(way).isLessThanOrEqualTo(ECHO.multipliedBy(2));
    }
  }

  /**
   * How soon it is doubted and how many are hurt depends on how fast this machine was before; the
   * simulated stories and the figures hold that.
   */
  @Test
  void aBusyLinkWhosePacketsVanishIsCutWhileAnotherCarriesAll() throws Exception {
    try (Purchases load = new Purchases(gateway.acquirer())) {
      load.answered(30);
      Instant cut = cutOff(SICK);
      for (String way : WAYS) {
        JsonNode end = gateway.ended("busy-" + way + "/main/sick", cut);
        assertThat(end.path("reason").asText()).as(way).isIn("silent", "unanswered");
      }
      await().atMost(PATIENCE).until(load::isWell);
      load.end();
      load.answered(load.sent());
      assertThat(load.codes()).isSubsetOf("00", "91");
    }
  }
}

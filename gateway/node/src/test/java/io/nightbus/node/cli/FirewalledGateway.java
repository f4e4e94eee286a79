package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.node.wire.Host;
import io.nightbus.node.wire.Namespace;
import io.nightbus.node.wire.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A gateway in a network of its own, with hosts beside it and a firewall between. It is a process,
 * for its threads must not outlive that network.
 */
final class FirewalledGateway {
  /** Nobody else is in there. */
  static final int ADMIN = 7000;

  static final int ACQUIRER = 7001;

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Namespace here = Namespace.withFirewall();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(here));

  /**
   * An empty network: first its hosts and rules, then {@link #start}.
   *
   * @param folder of its own
   */
  FirewalledGateway(Path folder) throws Exception {
    this.folder = folder;
  }

  /** One that answers everything; its port. */
  int host() throws Exception {
    Host host = Host.at(here.call(() -> new ServerSocket(0, 50, InetAddress.getLoopbackAddress())));
    open.add(host);
    return host.port();
  }

  /** For every packet from now on. */
  void rule(String words) throws Exception {
    here.rule(words);
  }

  /** Waits until it is ready; it may have no link yet. */
  void start(Path config) throws Exception {
    Process gateway = here.call(() -> process(config));
    open.add(() -> gateway.destroyForcibly().waitFor());
    await()
        .atMost(START)
        .failFast(() -> assertThat(gateway.isAlive()).as(log()).isTrue())
        .until(() -> log().contains("gateway.ready"));
  }

  private Process process(Path config) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CommandLineOfTests.class.getName(),
            "run",
            "--config",
            config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Connects where the acquirer does. */
  Peer acquirer() throws Exception {
    return here.call(
        () -> Peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ACQUIRER)));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private JsonNode asked(String path) throws Exception {
    String token = Files.readString(folder.resolve("data/admin.token")).strip();
    try (Socket socket = here.call(() -> new Socket(InetAddress.getLoopbackAddress(), ADMIN))) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.0\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(path, token)
                  .getBytes(StandardCharsets.US_ASCII));
      String said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return JSON.readTree(said.substring(said.indexOf("\r\n\r\n")));
    }
  }

  /** What {@code nightbus why} says of an endpoint. */
  String why(String endpoint) throws Exception {
    return asked("/api/v1/why?endpoint=" + endpoint).path("text").asText();
  }

  /** As its status tells them. */
  List<JsonNode> links() throws Exception {
    return StreamSupport.stream(asked("/api/v1/status").path("links").spliterator(), false)
        .toList();
  }

  static boolean is(JsonNode link, String field, String value) {
    return link.path(field).asText().equals(value);
  }

  /** What a field of the link to this port says; empty where there is none. */
  static String valueAt(List<JsonNode> links, int port, String field) {
    return links.stream()
        .filter(link -> link.path("address").asText().endsWith(":" + port))
        .map(link -> link.path(field).asText())
        .findFirst()
        .orElse("");
  }

  /** Waits until the links to all of these ports are up. */
  void awaitUp(List<Integer> ports) {
    await()
        .atMost(PATIENCE)
        .until(
            this::links,
            links -> ports.stream().allMatch(port -> valueAt(links, port, "state").equals("UP")));
  }

  /** The first that the log tells of this since then. */
  private Optional<JsonNode> told(String event, String key, String value, Instant since)
      throws IOException {
    for (String line : Files.readAllLines(folder.resolve("log"))) {
      if (line.startsWith("{") && line.endsWith("}")) {
        JsonNode json = JSON.readTree(line);
        boolean fits = is(json, "event", event) && is(json, key, value);
        if (fits && Instant.parse(json.path("time").asText()).isAfter(since)) {
          return Optional.of(json);
        }
      }
    }
    return Optional.empty();
  }

  /** Waits for the end of a link that was up; how it ended after that moment. */
  JsonNode ended(String link, Instant since) {
    return await()
        .atMost(PATIENCE)
        .until(() -> told("link.down", "link", link, since), Optional::isPresent)
        .orElseThrow();
  }

  /** Ends the gateway, its hosts and its network. */
  void end() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }
}

package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.node.wire.Host;
import io.nightbus.node.wire.Namespace;
import io.nightbus.node.wire.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway in a network of its own, whose firewall does what a proxy cannot: it takes packets away
 * from a connection that stands, acknowledgements too, and forbids connections in each way that
 * there is. The gateway is a process, for its threads must not outlive that network.
 */
final class FirewallTest {
  /** Nobody else is in there. */
  private static final int ADMIN = 7000;

  private static final int ACQUIRER = 7001;
  private static final int DROPPED = 7002;
  private static final int RESET = 7003;
  private static final int FORBIDDEN = 7004;
  private static final int CLOSED_PORT = 7005;

  /** What goes to this port, what comes from it, or both vanishes. */
  private static final List<String> WAYS = List.of("to", "from", "both");

  /** A published test card of each endpoint that has load. */
  private static final List<String> CARDS =
      List.of("4111111111111111", "5555555555554444", "378282246310005");

  private static final Duration ECHO = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<AutoCloseable> OPEN = new ArrayList<>();

  @TempDir private static Path folder;

  private static Namespace here;
  private static int verified;
  private static final List<Integer> SICK = new ArrayList<>();
  private static final List<Integer> IDLE = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    here = Namespace.withFirewall();
    OPEN.add(here);
    here.rule("tcp dport " + DROPPED + " drop");
    here.rule("tcp dport " + RESET + " reject with tcp reset");
    here.rule("tcp dport " + FORBIDDEN + " reject with icmp type admin-prohibited");
    here.rule("tcp dport " + CLOSED_PORT + " reject with icmp type port-unreachable");
    verified = host();
    Files.writeString(
        folder.resolve("addresses"),
        List.of(verified, DROPPED, RESET, FORBIDDEN, CLOSED_PORT).stream()
            .map(port -> "127.0.0.1:" + port + "\n")
            .reduce("", String::concat));
    Path config = configured();
    Process gateway = here.call(() -> process(config));
    OPEN.add(() -> gateway.destroyForcibly().waitFor());
    await()
        .atMost(Duration.ofSeconds(60))
        .failFast(() -> assertThat(gateway.isAlive()).as(log()).isTrue())
        .until(() -> log().contains("gateway.ready"));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            FirewallTest::links,
            links -> links.stream().filter(link -> is(link, "state", "UP")).count() >= 10);
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
                .formatted(ADMIN, ACQUIRER));
    for (String way : WAYS) {
      SICK.add(host());
      text.append(
          """
            busy-%s:
              dialect: iso87-ascii
              sites: {main: {sick: "127.0.0.1:%d", well: "127.0.0.1:%d"}}
              link: {echo: 6s}
          """
              .formatted(way, SICK.getLast(), host()));
      IDLE.add(host());
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
              .formatted(WAYS.get(i), CARDS.get(i).substring(0, 6)));
    }
    return Files.writeString(folder.resolve("gateway.yaml"), text);
  }

  private static int host() throws Exception {
    Host host = Host.at(here.call(() -> new ServerSocket(0, 50, InetAddress.getLoopbackAddress())));
    OPEN.add(host);
    return host.port();
  }

  private static Process process(Path config) throws IOException {
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

  @AfterAll
  static void end() throws Exception {
    for (AutoCloseable each : OPEN.reversed()) {
      each.close();
    }
  }

  private static String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private static JsonNode asked(String path) throws Exception {
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

  private static List<JsonNode> links() throws Exception {
    return StreamSupport.stream(asked("/api/v1/status").path("links").spliterator(), false)
        .toList();
  }

  private static boolean is(JsonNode link, String field, String value) {
    return link.path(field).asText().equals(value);
  }

  private static String of(List<JsonNode> links, int port, String field) {
    return links.stream()
        .filter(link -> link.path("address").asText().endsWith(":" + port))
        .map(link -> link.path(field).asText())
        .findFirst()
        .orElse("");
  }

  /** The first that the log tells of this since then. */
  private static Optional<JsonNode> told(String event, String key, String value, Instant since)
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

  /** How a link that was up ended since then. */
  private static JsonNode ended(String link, Instant since) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> told("link.down", "link", link, since), Optional::isPresent)
        .orElseThrow();
  }

  /**
   * Also acknowledgements: neither side's kernel hears of the other, and nobody says so.
   *
   * @return when that began
   */
  private static Instant cutOff(List<Integer> ports) throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            FirewallTest::links,
            links -> ports.stream().allMatch(port -> of(links, port, "state").equals("UP")));
    Instant begun = Instant.now();
    for (int i = 0; i < WAYS.size(); i++) {
      if (!WAYS.get(i).equals("from")) {
        here.rule("tcp dport " + ports.get(i) + " drop");
      }
      if (!WAYS.get(i).equals("to")) {
        here.rule("tcp sport " + ports.get(i) + " drop");
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
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          List<JsonNode> links = links();
          signatures.forEach((port, words) ->
              assertThat(of(links, port, "signature")).as("port " + port).isEqualTo(words));
          assertThat(of(links, verified, "state")).isEqualTo("UP");
        });
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> asked("/api/v1/why?endpoint=announced").path("text").asText(),
            why ->
                why.contains("4 of 5 addresses announced for announced/found cannot be used")
                    && why.contains("127.0.0.1:" + DROPPED + ": SYN unanswered: firewall?"));
  }

  @Test
  void anIdleLinkWhosePacketsVanishIsFoundByItsEchoWithinTwoIntervals() throws Exception {
    Instant cut = cutOff(IDLE);
    for (String way : WAYS) {
      JsonNode end = ended("idle-" + way + "/main/only", cut);
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
    try (Load load = new Load()) {
      load.answered(30);
      Instant cut = cutOff(SICK);
      for (String way : WAYS) {
        JsonNode end = ended("busy-" + way + "/main/sick", cut);
        assertThat(end.path("reason").asText()).as(way).isIn("silent", "unanswered");
      }
      await().atMost(Duration.ofSeconds(30)).until(load::isWell);
      load.end();
      load.answered(load.sent());
      assertThat(load.codes.values()).isSubsetOf("00", "91");
    }
  }

  /** A purchase each ten milliseconds, at each endpoint in turn; answers are kept by STAN. */
  private static final class Load implements AutoCloseable {
    private final Peer acquirer;
    private final Map<Integer, String> codes = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    private volatile int sent;

    Load() throws Exception {
      acquirer =
          here.call(() ->
              Peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), ACQUIRER)));
      Thread.ofVirtual().start(this::read);
      var _ = clock.scheduleAtFixedRate(this::ask, 10, 10, TimeUnit.MILLISECONDS);
    }

    private void ask() {
      int stan = sent + 1;
      acquirer.send(purchase(stan));
      sent = stan;
    }

    private void read() {
      try {
        while (true) {
          Message answer = acquirer.read();
          codes.put(Peer.stan(answer), answer.get(De.RESPONSE_CODE));
        }
      } catch (UncheckedIOException over) {
        // The test is over.
      }
    }

    private static Message purchase(int stan) {
      return Message.of(Mti.AUTHORISATION_REQUEST)
          .set(De.PAN, CARDS.get(stan % CARDS.size()))
          .set(De.PROCESSING_CODE, "000000")
          .set(De.AMOUNT, "000000000280")
          .set(De.TRANSMISSION_TIME, "1123080000")
          .set(De.STAN, String.format("%06d", stan))
          .set(De.LOCAL_TIME, "080000")
          .set(De.LOCAL_DATE, "1123")
          .set(De.MERCHANT_TYPE, "4111")
          .set(De.ENTRY_MODE, "071")
          .set(De.CONDITION_CODE, "00")
          .set(De.ACQUIRER, "10000000001")
          .set(De.RRN, String.format("%012d", stan))
          .set(De.TERMINAL, "GATE0001")
          .set(De.MERCHANT, "CITY TRANSIT 01")
          .set(De.CURRENCY, "826")
          .build();
    }

    int sent() {
      return sent;
    }

    /** Waits until all of the first so many have their answer. */
    void answered(int many) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            for (int stan = 1; stan <= many; stan++) {
              if (!codes.containsKey(stan)) {
                return false;
              }
            }
            return true;
          });
    }

    /** Asks no more. */
    void end() throws InterruptedException {
      clock.shutdown();
      assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** The last ten at each endpoint were approved. */
    boolean isWell() {
      int last = sent;
      answered(last);
      return IntStream.rangeClosed(last - 29, last).mapToObj(codes::get).allMatch("00"::equals);
    }

    @Override
    public void close() throws IOException {
      clock.shutdownNow();
      acquirer.close();
    }
  }
}

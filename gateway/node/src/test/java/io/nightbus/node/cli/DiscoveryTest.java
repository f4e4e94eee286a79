package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.discovery.Resolver;
import io.nightbus.node.ops.log.Logging;
import io.nightbus.node.wire.Host;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Addresses that are announced to a running gateway, over real sockets. */
class DiscoveryTest {
  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private Path config = Path.of("");

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private Host host(InetAddress at, int port) throws IOException {
    Host host = Host.at(new ServerSocket(port, 50, at));
    open.add(host);
    return host;
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static int free() throws IOException {
    try (var socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    }
  }

  /** One whose accept queue is full: Linux then drops the SYN, as a firewall does. */
  private int silent() throws IOException {
    var full = new ServerSocket(0, 1, loopback());
    open.add(full);
    int connected = 0;
    while (connected < 50) {
      var socket = new Socket();
      open.add(socket);
      try {
        socket.connect(full.getLocalSocketAddress(), 200);
        connected++;
      } catch (SocketTimeoutException dropped) {
        return full.getLocalPort();
      }
    }
    assumeTrue(false, "this system takes connections beyond a listener's backlog");
    return 0;
  }

  private void start(String source, Resolver resolver) throws IOException {
    config = folder.resolve("gateway.yaml");
    Files.writeString(
        config,
        """
        node: test
        store: {file: data/book.db, key-file: data/book.key}
        admin: {listen: "127.0.0.1:%d", token-file: data/admin.token}
        endpoints:
          network:
            dialect: iso87-ascii
            discovery: {found: {%s, every: 100ms, timeout: 200ms}}
            link: {answer: 500ms, echo: 1s, backoff: 50ms, backoff-cap: 200ms}
          acquirer:
            dialect: iso87-ascii
            listen: {address: "127.0.0.1:%d"}
        routes:
          - {from: acquirer, to: network}
        """
            .formatted(free(), source, free()));
    GatewayConfig read = ConfigFile.check(config, Map.of()).config().orElseThrow();
    Logging logging =
        Logging.start(Logging.Form.JSON, "WARN", "test", OutputStream.nullOutputStream());
    open.add(logging);
    open.add(RunningGateway.start(config, read, logging, () -> {}, resolver));
  }

  private String said(String... words) {
    var text = new StringWriter();
    CommandLine line = CommandLineOfTests.make();
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", config.toString()));
    line.execute(all.toArray(String[]::new));
    return text.toString();
  }

  private List<JsonNode> links() throws IOException {
    JsonNode list = new ObjectMapper().readTree(said("link", "list", "--json"));
    return StreamSupport.stream(list.spliterator(), false)
        .filter(link -> link.path("endpoint").asText().equals("network"))
        .toList();
  }

  private void until(Predicate<List<JsonNode>> fits) {
    await().atMost(Duration.ofSeconds(30)).until(this::links, fits);
  }

  private static boolean has(List<JsonNode> links, int port, String field, String value) {
    return links.stream()
        .anyMatch(link ->
            link.path("address").asText().endsWith(":" + port)
                && link.path(field).asText().equals(value));
  }

  private static boolean isUp(List<JsonNode> links, int port) {
    return has(links, port, "state", "UP") && has(links, port, "verdict", "verified");
  }

  private void announce(Path file, String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void whatCannotBeReachedIsNamedAndWhatWorksOutlivesWhateverTheFileSays() throws Exception {
    int good = host(loopback(), 0).port();
    int other = host(loopback(), 0).port();
    int refusing = free();
    int silent = silent();
    Path file = folder.resolve("addresses");
    announce(file, "127.0.0.1:%d\n127.0.0.1:%d\n127.0.0.1:%d\n".formatted(good, refusing, silent));
    start("file: addresses", Resolver.system());

    until(links ->
        isUp(links, good)
            && has(links, refusing, "signature", "refused: nobody listens there")
            && has(links, silent, "signature", "SYN unanswered: firewall?"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> said("why", "network"),
            why ->
                why.contains("2 of 3 addresses announced for network/found cannot be used")
                    && why.contains("127.0.0.1:" + silent + ": SYN unanswered: firewall?"));

    announce(file, "");
    await().until(() -> said("link", "list"), text -> text.contains("names no address"));
    announce(file, "127.0.0.1:%d\nhalf a li".formatted(good));
    await().until(() -> said("link", "list"), text -> text.contains("line 2: not an address"));
    assertThat(isUp(links(), good)).isTrue();
    assertThat(links()).hasSize(3);

    // Nothing that the file names works: what was verified stays, and it is said so.
    announce(file, "127.0.0.1:%d\n".formatted(refusing));
    until(links -> links.size() == 2 && isUp(links, good));
    assertThat(said("link", "list")).contains("kept although left out: 127.0.0.1:" + good);

    announce(file, "127.0.0.1:%d\n".formatted(other));
    until(links -> links.size() == 1 && isUp(links, other));
  }

  /** Half of a name's addresses each time, then no answer, then none at all, then one too late. */
  @Test
  void aNameThatFlapsFailsOrHangsTakesNoLinkAway() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    int port = host(loopback(), 0).port();
    host(second, port);
    var service = new NameService(List.of(List.of(loopback()), List.of(second)));
    start("dns: \"hosts.example:" + port + "\"", service);
    until(links ->
        links.size() == 2
            && links.stream().allMatch(link -> link.path("state").asText().equals("UP")));
    for (String mood : List.of("fails", "hangs", "flaps")) {
      service.is(mood);
      await().until(service::answers, many -> many >= 12);
      assertThat(links()).hasSize(2).allMatch(link -> link.path("state").asText().equals("UP"));
    }
  }

  /** A name service of the test's making. */
  private static final class NameService implements Resolver {
    private final List<List<InetAddress>> turns;
    private String mood = "flaps";
    private int answers;

    NameService(List<List<InetAddress>> turns) {
      this.turns = turns;
    }

    synchronized void is(String now) {
      mood = now;
      answers = 0;
      notifyAll();
    }

    synchronized int answers() {
      // A look-up that hangs is begun once: that is what counts there.
      return mood.equals("hangs") && answers > 0 ? 12 : answers;
    }

    @Override
    public synchronized List<InetAddress> addresses(String host) throws UnknownHostException {
      answers++;
      try {
        while (mood.equals("hangs")) {
          wait();
        }
      } catch (InterruptedException stop) {
        throw new IllegalStateException(stop);
      }
      if (mood.equals("fails")) {
        throw new UnknownHostException(host);
      }
      return turns.get(answers % turns.size());
    }
  }
}

package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Status;
import io.nightbus.node.ops.intake.FakeDesk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever misuses the admin address is refused and counted, and others are served meanwhile. */
final class AdminAbuseTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path folder;
  private final FakeDesk desk = new FakeDesk();
  private final Telemetry telemetry = new Telemetry("1.2.3", "c0ffee", List.of("network/north/n1"));
  private final List<Socket> sockets = new ArrayList<>();
  private AdminServer server;
  private String read = "";

  @BeforeEach
  void start() throws IOException {
    desk.status = new Status(Instant.EPOCH, List.of(), List.of(), Map.of(), 7, 7);
    Path file = folder.resolve("admin.token");
    Tokens tokens = Tokens.at(file);
    read = TokenFile.read(folder.resolve("read.token"));
    var outline = new Outline("demo", Optional.of("network"), "GBP", 1, 100, Map.of(), file);
    var gateway = new Gateway(outline, desk, new FakeReports(desk), pan -> "token", () -> {});
    server =
        new AdminServer(
            ANY, gateway, telemetry, tokens, Duration.ofMillis(300), InstantSource.system());
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    server.close();
  }

  private Socket says(String words) throws IOException {
    var socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    sockets.add(socket);
    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String head(String path, String... more) {
    return "GET " + path + " HTTP/1.1\r\nHost: nightbus\r\n" + String.join("", more) + "\r\n";
  }

  /** The first line of its answer. */
  private static String answer(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int letter = socket.getInputStream().read();
        letter >= 0 && letter != '\r';
        letter = socket.getInputStream().read()) {
      line.append((char) letter);
    }
    return line.toString();
  }

  private double refused(String reason) {
    return telemetry.counter(OwnMetric.ADMIN_REFUSED, reason).count();
  }

  /** At once, or as soon as the crowd's requests have been refused or answered. */
  private void othersAreServed() throws IOException {
    for (String path : List.of("/metrics", "/health/live")) {
      long late = System.nanoTime() + 5_000_000_000L;
      String status = answer(says(head(path)));
      while (status.contains(" 503 ") && System.nanoTime() < late) {
        status = answer(says(head(path)));
      }
      assertThat(status).as(path).contains(" 200 ");
    }
  }

  @Test
  void aHundredScrapesThatNeverReadKeepNobodyElseWaiting() throws IOException {
    for (int i = 0; i < 100; i++) {
      says(head("/metrics"));
    }

    othersAreServed();
  }

  @Test
  void aThousandTabsArePartlyRefusedAndCounted() throws IOException {
    int open = 0;
    int busy = 0;
    for (int i = 0; i < 1_000; i++) {
      String status = answer(says(head("/live")));
      open += status.contains(" 200 ") ? 1 : 0;
      busy += status.contains(" 503 ") ? 1 : 0;
    }

    assertThat(open).isEqualTo(Live.MOST);
    assertThat(busy).isEqualTo(1_000 - Live.MOST);
    assertThat(refused("busy")).isEqualTo(busy);
    othersAreServed();
  }

  @Test
  void noTokenAndAWrongOneAreRefusedAndCounted() throws IOException {
    assertThat(answer(says(head("/api/v1/status")))).contains(" 401 ");
    assertThat(answer(says(head("/api/v1/status", "Authorization: Bearer wrong\r\n"))))
        .contains(" 401 ");
    assertThat(answer(says(head("/api/v1/status", "Authorization: Bearer " + read + "\r\n"))))
        .contains(" 200 ");

    assertThat(refused("unauthorised")).isEqualTo(2);
  }

  @Test
  void whoMayOnlyReadChangesNothing() throws IOException {
    String post = "POST /api/v1/stop HTTP/1.1\r\nHost: nightbus\r\nContent-Length: 0\r\n";

    assertThat(answer(says(post + "Authorization: Bearer " + read + "\r\n\r\n"))).contains(" 403 ");
    assertThat(refused("forbidden")).isEqualTo(1);
  }

  @Test
  void anOversizedNoteIsRefusedWithAnAnswer() throws IOException {
    String operate = TokenFile.read(folder.resolve("operate.token"));
    String body = "x".repeat(100_000);
    String post =
        "POST /api/v1/incidents/any/notes HTTP/1.1\r\nHost: nightbus\r\nAuthorization: Bearer "
            + operate
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n";

    assertThat(answer(says(post + body))).contains(" 413 ");
    assertThat(refused("too_large")).isEqualTo(1);
  }

  @Test
  void aHeadWithoutAnEndIsNotWaitedForByOthers() throws IOException {
    for (int i = 0; i < 50; i++) {
      says("GET /metrics HTTP/1.1\r\nHost: ");
    }

    othersAreServed();
  }
}

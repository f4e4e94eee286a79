package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All at once, what tells of the shipped gateway has no listener or a bad one: the disk of its log
 * is full, scrapes never read, a thousand pages are open, strangers try tokens and send too much.
 * Payments notice nothing, and each of it is counted.
 */
final class NobodyListensIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Every write to it finds no space left. */
  private static final String FULL = "/dev/full";

  @TempDir Path directory;

  private final List<Socket> crowd = new ArrayList<>();

  @Test
  void paymentsGoOnAndWhatIsNotTakenIsCounted() throws Exception {
    try (Stage stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1),
            Distribution.shipped(),
            Distribution.configuration())) {
      logsToAFullDisk(stage);
      stage.acquirer().traffic(50);
      int port = stage.port("NIGHTBUS_ADMIN");
      for (int i = 0; i < 100; i++) {
        says(port, "GET /metrics HTTP/1.1\r\nHost: nightbus\r\n\r\n");
      }
      for (int i = 0; i < 1_000; i++) {
        says(port, "GET /live HTTP/1.1\r\nHost: nightbus\r\n\r\n");
      }
      for (int i = 0; i < 12; i++) {
        says(port, "GET /api/v1/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer no\r\n\r\n");
      }
      says(port, oversized(stage));
      stage.issuer().fault("\"kind\": \"refuse\"");

      awaitAtLeast(stage.gateway(), "nightbus_log_lines_dropped_total", 1);
      awaitAtLeast(stage.gateway(), refused("busy"), 900);
      awaitAtLeast(stage.gateway(), refused("unauthorised"), 12);
      awaitAtLeast(stage.gateway(), refused("too_large"), 1);
      everyPaymentIsApproved(stage);
    } finally {
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  private static void logsToAFullDisk(Stage stage) {
    Gateway gateway = stage.gateway();
    gateway.process().stop(PATIENCE);
    gateway.startAgain(List.of("sh", "-c", "exec \"$@\" > \"$0\"", FULL));
    gateway.awaitReady();
    gateway.awaitStatus(
        "has not all its links",
        PATIENCE,
        status -> status.allUp("network") && status.allUp("issuer") && status.anyUp("acquirer"));
  }

  /** To somebody who never reads the answer. */
  private void says(int port, String words) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    crowd.add(socket);
    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
  }

  /** A note of 100,000 letters by somebody who may write one. */
  private static String oversized(Stage stage) throws IOException {
    String token =
        Files.readString(stage.directory().resolve("gateway").resolve("admin.token")).strip();
    return "POST /api/v1/incidents/any/notes HTTP/1.1\r\nHost: nightbus\r\nAuthorization: Bearer "
        + token
        + "\r\nContent-Length: 100000\r\n\r\n"
        + "x".repeat(100_000);
  }

  private static String refused(String reason) {
    return "nightbus_admin_requests_refused_total{reason=\"" + reason + "\"}";
  }

  private static void awaitAtLeast(Gateway gateway, String metric, double least) {
    await(metric)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptionsInstanceOf(StageFailure.class) // it may be told that too many ask
        .until(() -> value(gateway.metrics(), metric) >= least);
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  private static void everyPaymentIsApproved(Stage stage) {
    stage.acquirer().traffic(0);
    assertThat(stage.acquirer().drain(PATIENCE)).isTrue();
    JsonNode summary = stage.acquirer().journalSummary();
    long all = 0;
    for (JsonNode each : summary) {
      all += each.path("count").asLong();
    }
    assertThat(summary.path("APPROVED").path("count").asLong())
        .as("of " + summary)
        .isPositive()
        .isEqualTo(all);
  }
}

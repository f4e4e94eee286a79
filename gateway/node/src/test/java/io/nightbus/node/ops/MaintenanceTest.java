package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.core.Command;
import io.nightbus.core.Status;
import io.nightbus.node.ops.Maintenance.Window;
import io.nightbus.node.ops.intake.FakeDesk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maintenance windows over real sockets, and on disk. */
final class MaintenanceTest {
  private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

  @TempDir Path folder;
  private final FakeDesk desk = new FakeDesk();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;
  private String token = "";

  @BeforeEach
  void start() throws IOException {
    desk.status =
        new Status(
            NOW,
            List.of(new Status.LinkView("network", "north", "n1", "UP", "", NOW, 0)),
            List.of(
                new Status.EndpointView("network", "HOST", "CLOSED", 0, 0, 0, 0, 0, 0, "nothing")),
            Map.of(),
            7,
            7);
    Path file = folder.resolve("operate.token");
    Tokens opened = Tokens.at(folder.resolve("admin.token"));
    token = TokenFile.read(file);
    var gateway =
        new Gateway(
            new Outline("demo", Optional.empty(), "GBP", 1, 100, Map.of(), folder.resolve("book")),
            desk,
            new FakeReports(desk),
            pan -> "",
            () -> {});
    server =
        new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            gateway,
            new Telemetry("1", "c0ffee", List.of()),
            opened,
            Duration.ofSeconds(5),
            () -> NOW);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + token)
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode windows() throws IOException, InterruptedException {
    String said = send("GET", "/api/v1/maintenance", "").body();
    return new ObjectMapper().readTree(said).path("windows");
  }

  private HttpResponse<String> starts(String fields) throws IOException, InterruptedException {
    return send(
        "POST",
        "/api/v1/maintenance/start",
        "{\"seconds\":600,\"by\":\"ann\",\"reason\":\"new release\"," + fields + "}");
  }

  @Test
  void windowsThatBeginAtOneMomentHaveEachTheirId() throws Exception {
    starts("\"object\":\"network/north\"");
    starts("\"object\":\"network\"");
    JsonNode both = windows();
    assertThat(both).hasSize(2);

    String first = both.get(0).path("id").asText();
    String order = "{\"by\":\"ann\",\"reason\":\"done\",\"id\":\"" + first + "\"}";
    assertThat(send("POST", "/api/v1/maintenance/end", order).statusCode()).isEqualTo(200);
    assertThat(windows()).hasSize(1);
    assertThat(windows().get(0).path("object").asText()).isEqualTo("network");
  }

  @Test
  void aWindowIsKeptWithWhoAndWhyListedAndEnded() throws Exception {
    assertThat(starts("\"object\":\"network/north\"").statusCode()).isEqualTo(200);

    JsonNode window = windows().get(0);
    assertThat(window.path("open").asBoolean()).isTrue();
    assertThat(window.path("until").asText()).isEqualTo("2026-11-23T01:10:00Z");
    assertThat(new Maintenance(folder.resolve("maintenance.jsonl")).at(NOW))
        .extracting(Window::object, Window::by, Window::reason)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("network/north", "ann", "new release"));
    String end =
        "{\"id\":\"" + window.path("id").asText() + "\",\"by\":\"bob\",\"reason\":\"done\"";
    assertThat(send("POST", "/api/v1/maintenance/end", end + ",\"dryRun\":true}").statusCode())
        .isEqualTo(200);
    assertThat(windows()).hasSize(1);
    assertThat(send("POST", "/api/v1/maintenance/end", end + "}").statusCode()).isEqualTo(200);
    assertThat(windows()).isEmpty();
    assertThat(send("POST", "/api/v1/maintenance/end", end + "}").statusCode()).isEqualTo(409);
    assertThat(desk.commands.stream().filter(Command.KeepAct.class::isInstance))
        .extracting(Object::toString)
        .hasSize(2)
        .anyMatch(it -> it.contains("maintenance start") && it.contains("new release"))
        .anyMatch(it -> it.contains("maintenance end") && it.contains("bob"));
  }

  @Test
  void aDryRunAnnouncesNothing() throws Exception {
    HttpResponse<String> said = starts("\"object\":\"network\",\"dryRun\":true");

    assertThat(said.body()).contains("would be done", "network");
    assertThat(windows()).isEmpty();
    assertThat(desk.commands).noneMatch(Command.KeepAct.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "object":"nowhere"                                       | one of network, network/north
          "object":"network","seconds":0                           | how long
          "object":"network","seconds":700000                      | at most 7 d
          "object":"network","from":"tomorrow"                     | 2026-11-26T22:00:00Z
          "object":"network","from":"2025-01-01T00:00:00Z"         | not in the past
          """)
  void aWindowThatIsNoneIsRefusedWithItsReason(String fields, String words) throws Exception {
    HttpResponse<String> said = starts(fields);

    assertThat(said.statusCode()).as(said.body()).isEqualTo(422);
    assertThat(said.body()).contains(words);
    assertThat(windows()).isEmpty();
  }

  @Test
  void oneThatIsAnnouncedForLaterIsNotOpenYet() throws Exception {
    starts("\"object\":\"network\",\"from\":\"2026-11-23T22:00:00Z\"");

    assertThat(windows().get(0).path("open").asBoolean()).isFalse();
  }

  @Test
  void theStatusPageSaysSo() {
    Looked looked = Looked.well().maintained("network");
    var picture =
        new Picture(looked.sight(), Diagnosis.of(looked.sight()), List.of(), List.of(), List.of());

    JsonNode summary = StatusPageJson.summary(picture);
    assertThat(summary.path("components").get(0).path("status").asText())
        .isEqualTo("under_maintenance");
    assertThat(summary.path("scheduled_maintenances").get(0).path("status").asText())
        .isEqualTo("in_progress");
    assertThat(PageJson.of(picture)).contains("\"maintenance\":[\"network ");
  }

  @Test
  void aWindowEndsByItselfAndABrokenLineIsNone() throws Exception {
    Path file = folder.resolve("other.jsonl");
    var before = new Maintenance(file);
    before.begin(new Window("a", "network", NOW, NOW.plusSeconds(60), "ann", "x"));
    before.begin(new Window("b", "issuer", NOW, NOW.plusSeconds(600), "ann", "x"));
    java.nio.file.Files.writeString(file, "{\"id\":\"c\"", java.nio.file.StandardOpenOption.APPEND);

    assertThat(new Maintenance(file).at(NOW.plusSeconds(60)))
        .extracting(Window::id)
        .containsExactly("b");
  }
}

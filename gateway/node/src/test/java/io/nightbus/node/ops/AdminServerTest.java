package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.core.Command;
import io.nightbus.core.Fact;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import io.nightbus.node.ops.intake.ChargeFile;
import io.nightbus.node.ops.intake.FakeDesk;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API over real sockets. */
class AdminServerTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Instant SINCE = Instant.parse("2026-11-22T23:00:00Z");

  private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

  @TempDir Path folder;
  private final FakeDesk desk = new FakeDesk();
  private final AtomicInteger stops = new AtomicInteger();
  private final Telemetry telemetry = new Telemetry("1.2.3", "c0ffee", List.of("network/north/n1"));
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;
  private String token = "";

  @BeforeEach
  void start() throws IOException {
    desk.status =
        new Status(
            SINCE,
            List.of(new Status.LinkView("network", "north", "n1", "DOWN", "reset", SINCE, 3)),
            List.of(
                new Status.EndpointView("network", "NOBODY", "OPEN", 3, 1, 2, 4, 5, 6, "nothing")),
            Map.of("QUEUED", 4L),
            7,
            7);
    server = server(Optional.of("network"));
  }

  private Outline outline(Optional<String> transitTo) {
    return new Outline(
        "demo", transitTo, "GBP", 500_000_000, 100, Map.of(), folder.resolve("admin.token"));
  }

  private AdminServer server(Optional<String> transitTo) throws IOException {
    Path file = folder.resolve("admin.token");
    Tokens opened = Tokens.at(file);
    token = TokenFile.read(file);
    var gateway =
        new Gateway(
            outline(transitTo),
            desk,
            new FakeReports(desk),
            pan -> "token-" + pan.digits().substring(12),
            stops::incrementAndGet);
    return new AdminServer(ANY, gateway, telemetry, opened, Duration.ofMillis(300), () -> NOW);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).header("Authorization", "Bearer " + token));
  }

  private HttpResponse<String> submit(String file) throws IOException, InterruptedException {
    return send(
        to("/api/v1/batches")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(file)));
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void metricsAndHealthNeedNoToken() throws Exception {
    telemetry.observer().note(new Fact(Fact.Kind.REQUEST_ANSWERED, "network", "APPROVED", 1));

    HttpResponse<String> metrics = send(to("/metrics"));
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(type(metrics)).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body())
        .contains("nightbus_requests_answered_total{endpoint=\"network\",outcome=\"approved\"} 1.0")
        .contains("nightbus_saf_depth{duty=\"reversal\",endpoint=\"network\"} 1.0")
        .contains("nightbus_breaker_open{endpoint=\"network\"} 1.0")
        .contains("nightbus_charges{state=\"queued\"} 4.0")
        .contains("version=\"1.2.3\"")
        .contains("jvm_memory_used_bytes");
    assertThat(send(to("/health/live")).statusCode()).isEqualTo(200);
    assertThat(send(to("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  void everyMetricHasHelpAndCountersAreCalledTotal() throws Exception {
    String page = send(to("/metrics")).body();

    List<String> families =
        page.lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.substring(7, line.lastIndexOf(' ')))
            .toList();
    assertThat(families).hasSizeGreaterThan(20);
    assertThat(families).allMatch(name -> page.contains("# HELP " + name + " "));
    assertThat(page.lines().filter(line -> line.startsWith("# TYPE ") && line.endsWith("counter")))
        .allMatch(line -> line.contains("_total "));
  }

  @Test
  void openMetricsWhereItIsAskedFor() throws Exception {
    HttpResponse<String> page =
        send(to("/metrics").header("Accept", "application/openmetrics-text;version=1.0.0"));

    assertThat(type(page)).startsWith("application/openmetrics-text");
    assertThat(page.body()).endsWith("# EOF\n");
  }

  @Test
  void readinessIsNotAQuestionOfLinks() throws Exception {
    JsonNode ready = json(send(to("/health/ready")));

    assertThat(ready.get("status").asText()).isEqualTo("ready");
    assertThat(ready.get("links").get(0).get("state").asText()).isEqualTo("DOWN");
  }

  @Test
  void aGatewayThatIsStoppingIsNotReadyButLive() throws Exception {
    server.stopping();

    assertThat(send(to("/health/ready")).statusCode()).isEqualTo(503);
    assertThat(send(to("/health/live")).statusCode()).isEqualTo(200);
  }

  @Test
  void aSilentEventLoopIsDeadAndTheMetricsStillCome() throws Exception {
    desk.mute = true;

    assertThat(send(to("/health/live")).statusCode()).isEqualTo(503);
    assertThat(get("/api/v1/status").statusCode()).isEqualTo(503);
    assertThat(send(to("/metrics")).statusCode()).isEqualTo(200);
  }

  @Test
  void aStoreThatDoesNotWriteIsNotReady() {
    var now = new java.util.concurrent.atomic.AtomicLong();
    var gateway =
        new Gateway(outline(Optional.empty()), desk, new FakeReports(desk), pan -> "", () -> {});
    var health = new Health(gateway, now::get);
    desk.status = new Status(SINCE, List.of(), List.of(), Map.of(), 7, 9);

    assertThat(health.ready().status()).isEqualTo(200);
    now.addAndGet(Health.STUCK_NANOS);
    assertThat(health.ready().status()).isEqualTo(503);
    desk.status = new Status(SINCE, List.of(), List.of(), Map.of(), 8, 9);
    assertThat(health.ready().status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"GET,/api/v1/status", "POST,/api/v1/stop", "POST,/api/v1/batches", "GET,/api/v1/x"})
  void withoutTheTokenNothingIsToldOrDone(String method, String path) throws Exception {
    HttpResponse<String> without =
        send(to(path).method(method, HttpRequest.BodyPublishers.ofString("x".repeat(100_000))));
    HttpResponse<String> wrong =
        send(
            to(path)
                .header("Authorization", "Bearer wrong")
                .method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(type(without)).isEqualTo("application/problem+json");
    assertThat(json(without).get("status").asInt()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(stops).hasValue(0);
    assertThat(desk.commands).allMatch(Command.ShowStatus.class::isInstance);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/nothing,404",
    "GET,/nothing,404",
    "POST,/metrics,405",
    "DELETE,/api/v1/batches,405",
    "GET,/api/v1/stop,405",
    "GET,/api/v1/batches/none,404"
  })
  void whatIsNotThereIsAProblem(String method, String path, int status) throws Exception {
    HttpResponse<String> response =
        send(
            to(path)
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(type(response)).isEqualTo("application/problem+json");
  }

  @Test
  void statusShowsLinksEndpointsAndCharges() throws Exception {
    JsonNode status = json(get("/api/v1/status"));

    assertThat(status.get("node").asText()).isEqualTo("demo");
    assertThat(status.get("at").asText()).isEqualTo("2026-11-22T23:00:00Z");
    assertThat(status.get("endpoints").get(0).get("answering").asText()).isEqualTo("NOBODY");
    assertThat(status.get("endpoints").get(0).get("parked").asLong()).isEqualTo(6);
    assertThat(status.get("links").get(0).get("outstanding").asInt()).isEqualTo(3);
    assertThat(status.get("charges").get("QUEUED").asLong()).isEqualTo(4);
    assertThat(status.get("store").get("durable").asLong()).isEqualTo(7);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        to(path)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void aStopIsKeptInTheJournalBeforeItIsAskedFor() throws Exception {
    HttpResponse<String> response =
        post("/api/v1/stop", "{\"by\":\"ann\",\"reason\":\"new release\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(desk.commands).contains(new Command.KeepAct("stop", "demo", "ann", "new release"));
    assertThat(stops).hasValue(1);
    assertThat(send(to("/health/ready")).statusCode()).isEqualTo(503);
  }

  @Test
  void withoutAReasonOrAsADryRunNothingStops() throws Exception {
    assertThat(post("/api/v1/stop", "").statusCode()).isEqualTo(422);
    assertThat(post("/api/v1/stop", "{\"by\":\"ann\"}").body()).contains("reason: why");
    assertThat(post("/api/v1/stop", "{\"reason\":\"tried\",\"dryRun\":true}").body())
        .contains("would be done");

    assertThat(stops).hasValue(0);
    assertThat(desk.commands).noneMatch(Command.KeepAct.class::isInstance);
    assertThat(send(to("/health/ready")).statusCode()).isEqualTo(200);
  }

  @Test
  void aBookThatTakesNothingKeepsNobodyFromStopping() throws Exception {
    desk.mute = true;
    desk.instead.complete(new Result.Refused("the gateway is starting"));

    JsonNode said = json(post("/api/v1/stop", "{\"by\":\"ann\",\"reason\":\"hangs\"}"));

    assertThat(said.path("done").asText())
        .isEqualTo("the gateway stops; not in the journal: the gateway is starting");
    assertThat(stops).hasValue(1);
  }

  @Test
  void aNoteIsKeptInTheJournalToo() throws Exception {
    String id = "night1";
    new IncidentFile(folder.resolve("incidents.jsonl")).keep(incident(id));
    server.close();
    server = server(Optional.of("network"));
    String words = "called them: they know of it; ".repeat(6) + "we wait until nine";

    JsonNode said = json(note(id, words.substring(0, 197)));

    assertThat(said.path("journal").asText()).isEqualTo("yes");
    assertThat(desk.commands)
        .contains(new Command.KeepAct("incident note", id, "ann", words.substring(0, 197)));
    assertThat(get("/api/v1/incidents").body()).contains(words.substring(0, 197));
    assertThat(note(id, words.substring(0, 198)).body()).contains("201 characters", "another note");
    assertThat(note("none", "hello").statusCode()).isEqualTo(404);
    assertThat(desk.commands.stream().filter(Command.KeepAct.class::isInstance)).hasSize(1);

    String path = "/api/v1/incidents/%s/notes";
    String dry = "{\"who\":\"ann\",\"text\":\"only tried\",\"dryRun\":true}";
    assertThat(json(post(path.formatted(id), dry)).path("journal").asText()).startsWith("not yet");
    assertThat(post(path.formatted("none"), dry).statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/incidents").body()).doesNotContain("only tried");
    assertThat(desk.commands.stream().filter(Command.KeepAct.class::isInstance)).hasSize(1);
  }

  @Test
  void whoAsksRightAfterAnOrderSeesItCarriedOut() throws Exception {
    var forcing = new Forcing(7, "network", "", 100, SINCE, NOW.plusSeconds(60), "ann", "at work");
    Status before = desk.status;
    desk.whenOrdered =
        () ->
            desk.status =
                new Status(
                    NOW,
                    before.links(),
                    before.endpoints(),
                    before.charges(),
                    7,
                    7,
                    before.replay(),
                    List.of(),
                    List.of(forcing));
    assertThat(get("/api/v1/why").body()).doesNotContain("By order");

    assertThat(
            post(
                    "/api/v1/standin/force",
                    "{\"endpoint\":\"network\",\"seconds\":60,\"reason\":\"at work\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(get("/api/v1/why").body()).contains("By order stand-in decides");
  }

  @Test
  void anOrderIsAnsweredAlsoWhileTheBookCannotBeLookedAt() throws Exception {
    desk.readable = new CountDownLatch(1);
    try {
      for (int i = 0; i < 2; i++) {
        assertThat(
                post(
                        "/api/v1/standin/force",
                        "{\"endpoint\":\"network\",\"seconds\":60,\"reason\":\"at work\"}")
                    .statusCode())
            .isEqualTo(200);
      }
    } finally {
      desk.readable.countDown();
    }
  }

  @Test
  void aDryRunOfAFileTakesNothing() throws Exception {
    HttpResponse<String> tried =
        post("/api/v1/batches?dryRun=true", new ChargeFile().with("C1", 100).trailer().toString());

    assertThat(tried.statusCode()).isEqualTo(200);
    assertThat(json(tried).path("dryRun").asBoolean()).isTrue();
    assertThat(json(tried).path("accepted").asLong()).isEqualTo(1);
    assertThat(json(tried).path("state").asText()).isEqualTo("QUEUED");
    assertThat(desk.batches).isEmpty();
    assertThat(desk.charges).isEmpty();
  }

  @Test
  void aNoteStandsOnThePageAlsoWhereTheBookDoesNotTakeIt() throws Exception {
    new IncidentFile(folder.resolve("incidents.jsonl")).keep(incident("night1"));
    server.close();
    server = server(Optional.of("network"));
    desk.mute = true;
    desk.instead.complete(new Result.Refused("the gateway is starting"));

    assertThat(json(note("night1", "called them")).path("journal").asText())
        .isEqualTo("no, the gateway is starting");
    assertThat(get("/api/v1/incidents").body()).contains("called them");
  }

  private HttpResponse<String> note(String id, String text) throws Exception {
    return post(
        "/api/v1/incidents/" + id + "/notes", "{\"who\":\"ann\",\"text\":\"" + text + "\"}");
  }

  private static Incident incident(String id) {
    return new Incident(
        id,
        "ALL_LINKS_DOWN network",
        "None of the links to network carries traffic.",
        "NightbusAllLinksDown",
        "network",
        Trouble.Impact.CRITICAL,
        Incident.State.IDENTIFIED,
        SINCE,
        SINCE,
        Optional.empty(),
        Optional.empty(),
        List.of(new Incident.Update(SINCE, Incident.State.IDENTIFIED, "nightbus", "seen")));
  }

  @Test
  void aFileIsTakenAndShown() throws Exception {
    var file = new ChargeFile();
    for (int i = 0; i < 3_000; i++) {
      file.with("C" + i, 100);
    }
    JsonNode answer = json(submit(file.trailer().toString()));

    assertThat(answer.get("state").asText()).isEqualTo("QUEUED");
    assertThat(answer.get("accepted").asLong()).isEqualTo(3_000);
    assertThat(answer.get("refusedCount").asLong()).isZero();
    JsonNode shown = json(get("/api/v1/batches/NIGHT-1"));
    assertThat(shown.get("charges").get("QUEUED").get("amount").asLong()).isEqualTo(300_000);
    assertThat(json(get("/api/v1/batches")).get("batches")).hasSize(1);
    assertThat(json(submit(file.toString())).get("repeated").asBoolean()).isTrue();
  }

  @Test
  void aBadRecordIsListedAndTheBatchTaken() throws Exception {
    String file = new ChargeFile().with("C1", 1).with("C1", 1).with("C2", 1).trailer().toString();
    JsonNode answer = json(submit(file));

    assertThat(answer.get("accepted").asLong()).isEqualTo(2);
    assertThat(answer.get("refusedCount").asLong()).isEqualTo(1);
    assertThat(answer.get("refused").get(0).get("line").asLong()).isEqualTo(3);
    assertThat(answer.get("refused").get(0).get("reason").asText())
        .isEqualTo("was in this file before");
  }

  @Test
  void whatIsNoBatchIsAProblemThatNamesTheLine() throws Exception {
    HttpResponse<String> response = submit("hello\n" + "x".repeat(2_000_000));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(type(response)).isEqualTo("application/problem+json");
    assertThat(json(response).get("detail").asText()).isEqualTo("line 1: not JSON, or cut short");
  }

  @Test
  void anotherFileOfTheSameIdIsAConflict() throws Exception {
    submit(new ChargeFile().with("C1", 1).trailer().toString());
    HttpResponse<String> response = submit(new ChargeFile().with("C1", 2).trailer().toString());

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("detail").asText()).contains("NIGHT-1");
  }

  @Test
  void withoutATransitEndpointNothingIsTaken() throws Exception {
    server.close();
    server = server(Optional.empty());

    HttpResponse<String> response = submit(new ChargeFile().trailer().toString());
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("detail").asText()).contains("no section transit");
  }

  @Test
  void aSenderThatGoesAwayOrFallsSilentLeavesAHeldBatch() throws Exception {
    half("GONE", true);
    half("SILENT", false);

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(desk.batches.values())
                .hasSize(2)
                .allMatch(batch -> batch.state() == Batch.State.HELD));
    assertThat(desk.charges).hasSize(2);
    assertThat(desk.batches.values())
        .extracting(Batch::reason)
        .allMatch(r -> r.contains("broke off"));
  }

  private Socket half(String id, boolean close) throws IOException {
    byte[] body = new ChargeFile(id).with(id + "-1", 1).toString().getBytes(StandardCharsets.UTF_8);
    var socket = new Socket(server.address().getAddress(), server.address().getPort());
    OutputStream out = socket.getOutputStream();
    out.write(
        ("POST /api/v1/batches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Length: 100000\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    out.write(body);
    out.flush();
    if (close) {
      await().until(() -> desk.batches.containsKey(id));
      socket.close();
    }
    return socket;
  }

  @Test
  void aPortInUseIsABindException() {
    var gateway =
        new Gateway(outline(Optional.empty()), desk, new FakeReports(desk), pan -> "", () -> {});

    assertThatThrownBy(() ->
            new AdminServer(server.address(), gateway, telemetry, Tokens.at(folder.resolve("t"))))
        .isInstanceOf(BindException.class);
  }

  @Test
  void aSecondAddressServesMetricsAndHealthAndNothingElse() throws Exception {
    InetSocketAddress at = server.watchAt(ANY);
    var statuses = new ArrayList<Integer>();
    for (String path :
        List.of("/metrics", "/health/ready", "/", "/live.json", "/live", "/api/v1/status")) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + path))
              .header("Authorization", "Bearer " + token);
      statuses.add(send(request).statusCode());
    }
    assertThat(statuses).containsExactly(200, 200, 404, 404, 404, 404);
    HttpResponse<String> stop =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + "/api/v1/stop"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(stop.statusCode()).isEqualTo(404);
    assertThat(stops).hasValue(0);
  }

  @Test
  void startedIsWhenEachLinkThatWeDialWasTriedOnce() {
    Looked looked = Looked.well();
    looked.down("network/north/n1", "", 0);
    var health =
        new Health(
            new Gateway(
                outline(Optional.empty()), desk, new FakeReports(desk), pan -> "", () -> {}),
            System::nanoTime);

    assertThat(health.started(new Looked().sight()).status()).isEqualTo(503);
    assertThat(health.started(looked.sight()).status()).isEqualTo(503);
    looked.down("network/north/n1", "REFUSED", 1);
    assertThat(health.started(looked.sight()).status()).isEqualTo(200);
    looked.down("network/north/n1", "", 0);
    assertThat(health.started(looked.sight()).status()).as("it stays so").isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"links,20000", "config,2000000", "standin/force,2000000", "charges/hold,2000000"})
  void anOrderThatIsTooLongIsRefusedWithAnAnswer(String path, int length) throws Exception {
    HttpResponse<String> said =
        send(
            to("/api/v1/" + path)
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("{\"x\":\"" + "x".repeat(length))));

    assertThat(said.statusCode()).isEqualTo(413);
    assertThat(telemetry.counter(OwnMetric.ADMIN_REFUSED, "too_large").count()).isEqualTo(1);
  }

  @Test
  void anOrderThatStallsIsCutOffAndOneWithACardNumberIsNotKept() throws Exception {
    try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/links HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                      + token
                      + "\r\nContent-Length: 100\r\n\r\n{")
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).as("closed without an answer").isEmpty();
    }
    HttpResponse<String> said =
        order("{\"order\":\"drain\",\"links\":\"network\",\"reason\":\"for 4111111111111111\"}");
    assertThat(said.statusCode()).isEqualTo(422);
    assertThat(said.body()).contains("card number").doesNotContain("4111111");
  }

  private HttpResponse<String> order(String body) throws IOException, InterruptedException {
    return send(
        to("/api/v1/links")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  void ordersAboutLinksReachTheCoreWithTheirReason() throws Exception {
    HttpResponse<String> said =
        order("{\"order\":\"drain\",\"links\":\"network/north\",\"reason\":\"new cable\"}");
    assertThat(said.statusCode()).isEqualTo(200);
    assertThat(json(said).path("changed").get(0).asText()).isEqualTo("network/north");
    order(
        "{\"order\":\"weigh\",\"links\":\"network\",\"weights\":{\"north\":90},"
            + "\"by\":\"ann\",\"reason\":\"new platform\"}");
    assertThat(desk.commands)
        .contains(
            new Command.DrainLinks(new LinkScope("network", "north", ""), "operator", "new cable"),
            new Command.WeighSites("network", Map.of("north", 90), "ann", "new platform"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"order":"drain","links":"network"}                        | 422 | reason: why
          {"order":"drain","links":"a/b/c/d","reason":"x"}           | 422 | names no links
          {"order":"drain","links":"","reason":"x"}                  | 422 | ENDPOINT
          {"order":"cut","links":"network","reason":"x"}             | 422 | order: drain, restore
          {"order":"weigh","links":"network","reason":"x"}           | 422 | at least one site
          {"order":"weigh","links":"n","weights":{"a":"x"},"reason":"x"} | 422 | whole numbers by site
          {"order":"restore","links":"nowhere","reason":"x"}         | 409 | no link is called that
          not json                                                   | 422 | no JSON object
          """)
  void anOrderThatIsNoneIsRefusedWithItsReason(String body, int status, String reason)
      throws Exception {
    HttpResponse<String> said = order(body);
    assertThat(said.statusCode()).isEqualTo(status);
    assertThat(json(said).path("detail").asText()).contains(reason);
  }
}

package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders of operators over real sockets. */
class OperatorApiTest {
  @TempDir Path folder;
  private final FakeDesk desk = new FakeDesk();
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server;
  private String token = "";

  @BeforeEach
  void start() throws IOException {
    Path file = folder.resolve("admin.token");
    Tokens opened = Tokens.at(file);
    token = TokenFile.read(file);
    var gateway =
        new Gateway(
            new Outline("demo", Optional.empty(), "GBP", 500_000_000, 100, Map.of(), file),
            desk,
            new FakeReports(desk),
            pan -> "token-" + pan.digits().substring(12),
            () -> {});
    server =
        new AdminServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            gateway,
            new Telemetry("1", "c0ffee", List.of()),
            opened);
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/v1/standin/force | {"endpoint":"issuer","seconds":60,"by":"a","reason":"b"}
          /api/v1/standin/release | {"id":1,"by":"a","reason":"b"}
          /api/v1/saf/8/retry | {"by":"a","reason":"b"}
          /api/v1/saf/8/settle | {"by":"a","reason":"b"}
          /api/v1/breakers/open | {"endpoint":"issuer","seconds":60,"by":"a","reason":"b"}
          /api/v1/breakers/close | {"endpoint":"issuer","range":"400000","reason":"b","dryRun":true}
          /api/v1/cards | {"cards":"4000000000000002 frozen","by":"a","reason":"b"}
          /api/v1/charges/hold | {"scope":"range","value":"400000","by":"a","reason":"b"}
          /api/v1/charges/throttle | {"most":5,"by":"a","reason":"b"}
          /api/v1/charges/release | {"scope":"everything","by":"a","reason":"b","dryRun":true}
          /api/v1/charges/cancel | {"batch":"night","by":"a","reason":"b"}
          /api/v1/charges/retry | {"charge":"ride-1","by":"a","reason":"b"}
          /api/v1/charges/settle | {"range":"400000","as":"authorised","by":"a","reason":"b"}
          """)
  void anOrderIsCarriedOut(String path, String body) throws Exception {
    HttpResponse<String> answer = send("POST", path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"id\"").doesNotContain("400000000000");
    assertThat(send("GET", path, "").statusCode()).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cancel | {"by":"a","reason":"oops"} | say which charges
          hold | {"scope":"range","value":"4000","by":"a","reason":"b"} | first six digits
          hold | {"scope":"everything","value":"night","by":"a","reason":"b"} | nothing where scope
          throttle | {"most":0,"by":"a","reason":"b"} | 1 to 1000000
          settle | {"batch":"night","as":"paid","by":"a","reason":"b"} | not-authorised
          cancel | {"batch":"night","by":"a","reason":"card 4000000000000002"} | card number
          burn | {"by":"a","reason":"b"} | hold, throttle
          """)
  void anOrderAboutChargesThatIsUnfitSaysWhatIsWrong(String order, String body, String words)
      throws Exception {
    HttpResponse<String> answer = send("POST", "/api/v1/charges/" + order, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
    assertThat(answer.body()).contains(words).doesNotContain("400000000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hold | {"scope":"everything","seconds":600,"by":"a","reason":"b"} | 00:10:00Z
          hold | {"scope":"everything","by":"a","reason":"b"} | 08:00:00Z
          throttle | {"most":5,"seconds":90,"by":"a","reason":"b"} | 00:01:30Z
          """)
  void whatHoldsChargesBackSaysUntilWhen(String order, String body, String clock) throws Exception {
    assertThat(send("POST", "/api/v1/charges/" + order, body).body())
        .contains("minor units, until 1970-01-01T" + clock)
        .contains("\"until\" : \"1970-01-01T" + clock);
  }

  @Test
  void aDryRunSaysThatItIsOne() throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/api/v1/charges/cancel",
            "{\"batch\":\"night\",\"by\":\"a\",\"reason\":\"b\",\"dryRun\":true}");

    assertThat(answer.body()).contains("would concern 3 charges, 900", "1 left as they are");
  }

  @Test
  void aCardThatIsNoneIsNamedByItsLineOnly() throws Exception {
    HttpResponse<String> answer =
        send(
            "POST",
            "/api/v1/cards",
            "{\"cards\":\"4000000000000002"
                + " lost\\n4000000000000003\",\"by\":\"a\",\"reason\":\"b\"}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).contains("line:2").doesNotContain("400000000000");
  }

  @Test
  void whatIsNoOrderIsAProblem() throws Exception {
    assertThat(send("POST", "/api/v1/standin/force", "force!").statusCode()).isEqualTo(422);
    assertThat(send("POST", "/api/v1/cards", "{}").statusCode()).isEqualTo(422);
    assertThat(send("POST", "/api/v1/saf/x/retry", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void parkedEntriesAreListedWithReasonAndAmount() throws Exception {
    assertThat(send("GET", "/api/v1/saf", "").body())
        .contains("refused with code 30, DE 42", "\"amount\" : 100", "\"endpoint\" : \"issuer\"");
    assertThat(send("GET", "/api/v1/saf?state=waiting", "").body()).doesNotContain("issuer");
  }
}

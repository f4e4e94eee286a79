package io.nightbus.sim;

import static io.nightbus.sim.Asking.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client = HttpClient.newHttpClient();
  private Simulator network;

  @BeforeEach
  void start() throws IOException {
    network =
        Network.plan(Set.of())
            .site("north", "n1")
            .live(Network.live(new Cards("476173", 10)))
            .control(0)
            .start();
  }

  @AfterEach
  void stop() {
    client.close();
    network.close();
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + network.controlPort() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String method, String path, String body) throws Exception {
    HttpResponse<String> answer = call(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  @Test
  void showsLedgerAndSummary() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      peer.ask(request(1, 500));
      peer.ask(request(2, 700));
    }
    String[] lines = call("GET", "/ledger", "").body().split("\n", -1);
    assertThat(lines).hasSize(3);
    assertThat(JSON.readTree(lines[1]).get("seq").asInt()).isEqualTo(2);
    JsonNode row = json("GET", "/ledger/summary", "").get(0);
    assertThat(row.get("effect").asText()).isEqualTo("APPLIED");
    assertThat(row.get("count").asInt()).isEqualTo(2);
    assertThat(row.get("amount").asLong()).isEqualTo(1_200);
    assertThat(json("GET", "/status", "").get("links").get(0).get("received").asInt()).isEqualTo(3);
    assertThat(json("GET", "/timeline", "").toString()).contains("n1: peer signed on");
  }

  @Test
  void switchesFaultsOnAndOff() throws Exception {
    int first =
        json("POST", "/faults", "{\"kind\":\"range_out\",\"cards\":\"41\"}").get("id").asInt();
    json("POST", "/faults", "{\"kind\":\"late\",\"delayMs\":1,\"link\":\"n1\",\"share\":0.5}");
    assertThat(network.status().faults()).hasSize(2);
    json("DELETE", "/faults/" + first, "");
    assertThat(network.status().faults()).hasSize(1);
    json("DELETE", "/faults", "");
    assertThat(network.status().faults()).isEmpty();
    assertThat(call("DELETE", "/faults/77", "").statusCode()).isEqualTo(404);
  }

  @Test
  void startsAndStopsTraffic() throws Exception {
    try (Peer gateway = Peer.signedOn(network.port("n1"))) {
      json("POST", "/traffic", "{\"rate\": 50}");
      gateway.answer(gateway.receive(), "00");
      json("POST", "/traffic", "{\"rate\": 0}");
      assertThat(json("GET", "/status", "").get("traffic").get("rate").asDouble()).isZero();
      assertThat(json("GET", "/journal/summary", "").has("APPROVED")).isTrue();
    }
  }

  @Test
  void letsWhoeverStartedItKnowThatItShouldStop() throws Exception {
    var waiting =
        new Thread(() -> {
          try {
            network.awaitStop();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
    waiting.start();
    json("POST", "/stop", "");
    waiting.join(5_000);
    assertThat(waiting.isAlive()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /faults   | {"kind":"gone"}                    | 400 | kind: refuse, black_hole
          POST /faults   | {"kind":"late"}                    | 400 | delayMs: 1 to 3600000
          POST /faults   | {"kind":"refuse","link":"x9"}      | 400 | there is no link "x9"
          POST /faults   | {"kind":"refuse","limk":"n1"}      | 400 | limk: not known
          POST /faults   | {"kind":"refuse","share":0.5}      | 400 | share: a link refuses wholly
          POST /faults   | {"kind"                            | 400 | the body is not JSON
          POST /faults   | []                                 | 400 | the body has to be a JSON object
          POST /traffic  | {"rate":"x"}                       | 400 | rate: requests a second
          POST /traffic  | {"rate":-1}                        | 400 | rate: from 0 to 100000
          POST /drain    | {}                                 | 400 | seconds: how long
          GET /nothing   | ''                                 | 404 | there is no GET /nothing
          """)
  void everyMistakeIsOneSentence(String what, String body, int status, String reason)
      throws Exception {
    String[] words = what.split(" ", -1);
    HttpResponse<String> answer = call(words[0], words[1], body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).get("error").asText()).contains(reason);
  }
}

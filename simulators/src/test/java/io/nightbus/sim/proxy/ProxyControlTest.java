package io.nightbus.sim.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.sim.control.ProxyControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyControlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final InetSocketAddress NOWHERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch stop = new CountDownLatch(1);
  private Proxy north;
  private Proxy south;
  private ProxyControl control;

  @BeforeEach
  void start() throws IOException {
    north = new Proxy("n1", 0, NOWHERE, 1);
    south = new Proxy("s1", 0, NOWHERE, 2);
    control = new ProxyControl(List.of(north, south), 0, stop::countDown);
  }

  @AfterEach
  void end() {
    control.close();
    north.close();
    south.close();
    client.close();
  }

  private HttpResponse<String> call(String method, String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + control.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void switchesToxicsOnAndOff() throws Exception {
    call(
        "POST",
        "/toxics",
        "{\"proxy\":\"n1\",\"direction\":\"up\",\"kind\":\"latency\",\"ms\":300,\"jitterMs\":50}");
    assertThat(north.toxics())
        .containsExactly(
            new Proxy.On(
                1, Direction.UP, new Toxic.Latency(Duration.ofMillis(300), Duration.ofMillis(50))));
    assertThat(south.toxics()).isEmpty();
    call("POST", "/toxics", "{\"kind\":\"timeout\"}");
    assertThat(south.toxics()).hasSize(2);
    call("POST", "/heal", "{\"proxy\":\"s1\"}");
    assertThat(south.toxics()).isEmpty();
    assertThat(north.toxics()).hasSize(3);
    call("DELETE", "/toxics", "");
    assertThat(north.toxics()).isEmpty();
  }

  @Test
  void takesOneToxicOffByTheNumberThatItWasGiven() throws Exception {
    call("POST", "/toxics", "{\"proxy\":\"n1\",\"kind\":\"latency\",\"ms\":300}");
    var added =
        call("POST", "/toxics", "{\"proxy\":\"n1\",\"direction\":\"down\",\"kind\":\"timeout\"}");
    int id = JSON.readTree(added.body()).get(0).get("id").asInt();
    call("POST", "/remove", "{\"proxy\":\"n1\",\"id\":" + id + "}");
    assertThat(north.toxics())
        .hasSize(2)
        .allMatch(
            on -> on.toxic().equals(new Toxic.Latency(Duration.ofMillis(300), Duration.ZERO)));
  }

  @Test
  void takesAProxyDownAndShowsIt() throws Exception {
    call("POST", "/down", "{\"proxy\":\"n1\"}");
    var status = JSON.readTree(call("GET", "/status", "").body());
    assertThat(status.get(0).get("down").asBoolean()).isTrue();
    assertThat(status.get(1).get("down").asBoolean()).isFalse();
    assertThat(status.get(1).get("port").asInt()).isEqualTo(south.port());
    call("POST", "/heal", "{}");
    assertThat(north.isDown()).isFalse();
  }

  @Test
  void letsWhoeverStartedItKnowThatItShouldStop() throws Exception {
    call("POST", "/stop", "");
    assertThat(stop.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST /toxics | {"kind":"gone"}                               | 400 | kind: latency, bandwidth
          POST /toxics | {"kind":"latency","millis":3}                 | 400 | millis: not known
          POST /toxics | {"kind":"corrupt","share":2}                  | 400 | share: above 0, at most 1
          POST /toxics | {"kind":"bandwidth"}                          | 400 | bytesPerSecond: at least 1
          POST /toxics | {"kind":"latency","ms":-1}                    | 400 | time: not below 0
          POST /toxics | {"kind":"timeout","direction":"left"}         | 400 | direction: up, down or both
          POST /toxics | {"kind":"latency","ms":"soon"}                | 400 | ms: has to be a number
          POST /remove | {"proxy":"n1","id":7}                         | 400 | id: no toxic has number 7
          POST /down   | {"prox":"n1"}                                 | 400 | prox: not known
          POST /down   | {"proxy":"x9"}                                | 400 | there is no proxy "x9"
          POST /down   | []                                            | 400 | has to be a JSON object
          GET /nothing | ''                                            | 404 | there is no GET /nothing
          """)
  void everyMistakeIsOneSentence(String what, String body, int status, String reason)
      throws Exception {
    String[] words = what.split(" ", -1);
    HttpResponse<String> answer = call(words[0], words[1], body);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).get("error").asText()).contains(reason);
  }
}

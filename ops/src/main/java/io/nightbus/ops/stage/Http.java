package io.nightbus.ops.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** HTTP to a process of ours on loopback. */
public final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHUNK = 4_096;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final String who;
  private final int port;

  public Http(String who, int port) {
    this.who = who;
    this.port = port;
  }

  /** The answer's text; a refusal is a {@link StageFailure}. */
  public String call(String method, String path, String body, Duration atMost, String... headers) {
    try {
      HttpResponse<String> answer = send(method, path, body, atMost, headers);
      if (answer.statusCode() / 100 != 2) {
        throw new StageFailure(
            who
                + " answered "
                + answer.statusCode()
                + " to "
                + method
                + " "
                + path
                + ": "
                + answer.body().strip());
      }
      return answer.body();
    } catch (IOException gone) {
      throw new StageFailure(who + " does not answer to " + method + " " + path, gone);
    }
  }

  public JsonNode json(
      String method, String path, String body, Duration atMost, String... headers) {
    try {
      return JSON.readTree(call(method, path, body, atMost, headers));
    } catch (IOException broken) {
      throw new StageFailure(who + " answered no JSON to " + method + " " + path, broken);
    }
  }

  /**
   * Posts whatever the stream gives, when it gives it; the status code, or an exception where the
   * peer went away. On the caller's thread: a stream that waits keeps nobody else waiting.
   */
  public int post(String path, InputStream body, Duration atMost, String header, String value)
      throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + path)
                .toURL()
                .openConnection(java.net.Proxy.NO_PROXY);
    connection.setRequestMethod("POST");
    connection.setRequestProperty(header, value);
    connection.setReadTimeout(Math.toIntExact(atMost.toMillis()));
    connection.setDoOutput(true);
    connection.setChunkedStreamingMode(CHUNK);
    try (body;
        OutputStream out = connection.getOutputStream()) {
      body.transferTo(out);
    }
    int status = connection.getResponseCode();
    connection.disconnect();
    return status;
  }

  /** The status code; empty where nobody answers. */
  public Optional<Integer> statusCode(String path) {
    try {
      return Optional.of(send("GET", path, "", Duration.ofSeconds(2)).statusCode());
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private HttpResponse<String> send(
      String method, String path, String body, Duration atMost, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(atMost)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }
}

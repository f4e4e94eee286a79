package io.nightbus.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Talks to a running gateway; what goes wrong is a {@link Complaint}. */
final class AdminClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SHORT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI base;
  private final String token;

  AdminClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** An answer: a status code and JSON. */
  record Said(int status, JsonNode json) {
    boolean isGood() {
      return status / 100 == 2;
    }

    String text(String field) {
      return json.path(field).asText();
    }
  }

  URI base() {
    return base;
  }

  /** A good answer, or a complaint. */
  JsonNode get(String path) {
    Said said = send(request(path).timeout(SHORT).GET());
    if (!said.isGood()) {
      throw new Complaint(
          said.status() == 503 ? ExitCode.UNREACHABLE : ExitCode.FINDING,
          base + path + ": " + said.text("detail"));
    }
    return said.json();
  }

  Said post(String path, BodyPublisher body, Duration atMost) {
    return send(request(path).timeout(atMost).POST(body));
  }

  /** Whether anybody answers there. */
  boolean answers() {
    try {
      client.send(request("/health/live").timeout(SHORT).build(), BodyHandlers.discarding());
      return true;
    } catch (IOException gone) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private Said send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() == 401) {
        throw new Complaint(
            ExitCode.REFUSED, base + " does not take this token: is it the right token file?");
      }
      return new Said(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (JsonProcessingException e) {
      throw new Complaint(ExitCode.UNREACHABLE, base + " is no Nightbus: it answers no JSON", e);
    } catch (ConnectException e) {
      throw new Complaint(
          ExitCode.UNREACHABLE,
          "cannot reach a gateway at " + base + ": nobody listens there; is it running?",
          e);
    } catch (HttpTimeoutException e) {
      throw new Complaint(ExitCode.UNREACHABLE, "the gateway at " + base + " does not answer", e);
    } catch (IOException e) {
      throw new Complaint(
          ExitCode.UNREACHABLE, "the connection to the gateway at " + base + " broke", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Complaint interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new Complaint(ExitCode.FINDING, "interrupted", e);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

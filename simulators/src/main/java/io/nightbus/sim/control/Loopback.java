package io.nightbus.sim.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** HTTP with JSON on loopback. Every mistake is a 4xx with one sentence under "error". */
final class Loopback implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 16 * 1024;

  private final Pages pages;
  private final Runnable onStop;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** What is answered, as JSON; null where the page has written its answer itself. */
  @FunctionalInterface
  interface Pages {
    @Nullable Object answer(HttpExchange exchange) throws IOException, Refused;
  }

  /** Sent before anybody is told to stop, so that it arrives. */
  record Stopping(boolean stopping) {}

  /** Something the caller did wrong. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one
   * @param onStop called once a {@link Stopping} has been sent
   */
  Loopback(int port, Pages pages, Runnable onStop) throws IOException {
    this.pages = pages;
    this.onStop = onStop;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException taken) {
      throw new IOException(
          "control port " + port + " can't be listened on: " + taken.getMessage());
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(1); // at most a second, for an answer that is on its way
    threads.shutdown();
  }

  static JsonNode body(HttpExchange exchange) throws IOException, Refused {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw new Refused(413, "the body is longer than " + LONGEST_BODY + " bytes");
    }
    try {
      JsonNode body = JSON.readTree(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException broken) {
      throw new Refused(400, "the body is not JSON: " + broken.getOriginalMessage());
    }
    throw new Refused(400, "the body has to be a JSON object");
  }

  /** Refuses what nobody would look at. */
  static void known(JsonNode body, Set<String> fields) throws Refused {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!fields.contains(field.getKey())) {
        throw new Refused(
            400, field.getKey() + ": not known; there are " + fields.stream().sorted().toList());
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        Object answer = pages.answer(exchange);
        if (answer != null) {
          send(exchange, 200, answer);
        }
        if (answer instanceof Stopping) {
          onStop.run();
        }
      } catch (Refused refused) {
        send(exchange, refused.status, Map.of("error", String.valueOf(refused.getMessage())));
      } catch (IllegalArgumentException | IllegalStateException wrong) {
        send(exchange, 400, Map.of("error", String.valueOf(wrong.getMessage())));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}

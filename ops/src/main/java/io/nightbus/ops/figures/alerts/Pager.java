package io.nightbus.ops.figures.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/** Who is woken: takes what Alertmanager sends to the pager, with the time at which it came. */
final class Pager implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One alert of one message.
   *
   * @param nanos when it came
   * @param firing it began; else it is over
   */
  record Call(Alert alert, long nanos, boolean firing) {}

  private final HttpServer server;
  private final List<Call> calls = new ArrayList<>();
  private long alive;

  Pager() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    } catch (IOException refused) {
      throw new StageFailure("the pager can't listen: " + refused.getMessage(), refused);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::take);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    long now = System.nanoTime();
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      switch (exchange.getRequestURI().getPath()) {
        case "/page" -> page(body, now);
        case "/alive" -> heard();
        default -> {} // A ticket wakes nobody; it is looked for in Alertmanager itself.
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private synchronized void page(JsonNode body, long now) {
    for (JsonNode told : body.path("alerts")) {
      calls.add(new Call(Alert.of(told), now, told.path("status").asText().equals("firing")));
    }
  }

  private synchronized void heard() {
    alive++;
  }

  /** Signs of life of the whole chain, so far. */
  synchronized long signsOfLife() {
    return alive;
  }

  /** What has come since, in order. */
  synchronized List<Call> since(long nanos) {
    return calls.stream().filter(call -> call.nanos() - nanos >= 0).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.nightbus.sim.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.ledger.JsonLines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** HTTP on loopback. Every mistake is a 400 with one sentence under "error". */
public final class Control implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 16 * 1024;
  private static final Set<String> FAULT_FIELDS =
      Set.of("kind", "link", "site", "share", "delayMs", "cards");

  private final Simulator simulator;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Sent before anybody is told to stop, so that it arrives. */
  private record Stopping(boolean stopping) {}

  /** Something the caller did wrong. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refused(int status, String reason) {
      super(reason);
      this.status = status;
    }
  }

  /**
   * Opens it.
   *
   * @param port 0 takes a free one
   */
  public Control(Simulator simulator, int port) throws IOException {
    this.simulator = simulator;
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

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private @Nullable Object route(HttpExchange exchange) throws IOException, Refused {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    return switch (method + " " + path) {
      case "GET /status" -> simulator.status();
      case "GET /timeline" -> simulator.timeline();
      case "GET /ledger" -> lines(exchange, simulator.ledger());
      case "GET /ledger/summary" -> simulator.summary();
      case "GET /journal" -> lines(exchange, simulator.journal());
      case "GET /journal/summary" -> simulator.journalSummary();
      case "POST /faults" -> Map.of("id", simulator.inject(fault(body(exchange))));
      case "DELETE /faults" -> healAll();
      case "POST /traffic" -> traffic(body(exchange));
      case "POST /drain" -> drain(body(exchange));
      case "POST /reset" -> reset();
      case "POST /stop" -> new Stopping(true);
      default -> other(method, path);
    };
  }

  private Object other(String method, String path) throws Refused {
    if (method.equals("DELETE") && path.matches("/faults/[0-9]{1,9}")) {
      int id = Integer.parseInt(path.substring("/faults/".length()));
      if (!simulator.heal(id)) {
        throw new Refused(404, "fault " + id + " is not on");
      }
      return Map.of("healed", id);
    }
    throw new Refused(404, "there is no " + method + " " + path);
  }

  private Object healAll() {
    simulator.healAll();
    return Map.of("healed", "all");
  }

  private Object reset() {
    simulator.reset();
    return Map.of("reset", true);
  }

  private Object traffic(JsonNode body) throws Refused {
    JsonNode rate = body.get("rate");
    if (rate == null || !rate.isNumber()) {
      throw new Refused(400, "rate: requests a second, as {\"rate\": 100}; 0 stops");
    }
    simulator.traffic(rate.doubleValue());
    return Map.of("rate", rate.doubleValue());
  }

  private Object drain(JsonNode body) throws Refused {
    JsonNode seconds = body.get("seconds");
    if (seconds == null || !seconds.isNumber() || seconds.doubleValue() > 3_600) {
      throw new Refused(400, "seconds: how long to wait at most, as {\"seconds\": 30}");
    }
    return Map.of(
        "drained", simulator.drain(Duration.ofMillis((long) (seconds.doubleValue() * 1_000))));
  }

  private static Fault fault(JsonNode body) throws Refused {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      if (!FAULT_FIELDS.contains(field.getKey())) {
        throw new Refused(
            400,
            field.getKey() + ": not known; there are " + FAULT_FIELDS.stream().sorted().toList());
      }
    }
    FaultKind kind =
        FaultKind.named(body.path("kind").asText())
            .orElseThrow(
                () -> new Refused(400, "kind: refuse, black_hole, answer_lost, late or range_out"));
    return new Fault(
        kind,
        body.path("link").asText(""),
        body.path("site").asText(""),
        body.path("share").asDouble(1),
        body.path("delayMs").asLong(0),
        body.path("cards").asText(""));
  }

  private static JsonNode body(HttpExchange exchange) throws IOException, Refused {
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

  private static @Nullable Object lines(HttpExchange exchange, List<? extends JsonLines.Line> lines)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/jsonl");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 65_536)) {
      JsonLines.write(lines, out);
    }
    return null;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        Object answer = route(exchange);
        if (answer != null) {
          send(exchange, 200, answer);
        }
        if (answer instanceof Stopping) {
          simulator.requestStop();
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

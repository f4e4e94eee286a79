package io.nightbus.sim.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.ledger.JsonLines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** HTTP on loopback. Every mistake is a 400 with one sentence under "error". */
public final class Control implements AutoCloseable {
  private static final Set<String> FAULT_FIELDS =
      Set.of("kind", "link", "site", "share", "delayMs", "cards");

  private final Simulator simulator;
  private final Loopback http;

  /**
   * Opens it.
   *
   * @param port 0 takes a free one
   */
  public Control(Simulator simulator, int port) throws IOException {
    this.simulator = simulator;
    http = new Loopback(port, this::route, simulator::requestStop);
  }

  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    http.close();
  }

  private @Nullable Object route(HttpExchange exchange) throws IOException, Loopback.Refused {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    return switch (method + " " + path) {
      case "GET /status" -> simulator.status();
      case "GET /timeline" -> simulator.timeline();
      case "GET /ledger" -> lines(exchange, simulator.ledger());
      case "GET /ledger/summary" -> simulator.summary();
      case "GET /journal" -> lines(exchange, simulator.journal());
      case "GET /journal/summary" -> simulator.journalSummary();
      case "POST /faults" -> Map.of("id", simulator.inject(fault(Loopback.body(exchange))));
      case "DELETE /faults" -> healAll();
      case "POST /traffic" -> traffic(Loopback.body(exchange));
      case "POST /drain" -> drain(Loopback.body(exchange));
      case "POST /reset" -> reset();
      case "POST /stop" -> new Loopback.Stopping(true);
      default -> other(method, path);
    };
  }

  private Object other(String method, String path) throws Loopback.Refused {
    if (method.equals("DELETE") && path.matches("/faults/[0-9]{1,9}")) {
      int id = Integer.parseInt(path.substring("/faults/".length()));
      if (!simulator.heal(id)) {
        throw new Loopback.Refused(404, "fault " + id + " is not on");
      }
      return Map.of("healed", id);
    }
    throw new Loopback.Refused(404, "there is no " + method + " " + path);
  }

  private Object healAll() {
    simulator.healAll();
    return Map.of("healed", "all");
  }

  private Object reset() {
    simulator.reset();
    return Map.of("reset", true);
  }

  private Object traffic(JsonNode body) throws Loopback.Refused {
    JsonNode rate = body.get("rate");
    if (rate == null || !rate.isNumber()) {
      throw new Loopback.Refused(400, "rate: requests a second, as {\"rate\": 100}; 0 stops");
    }
    simulator.traffic(rate.doubleValue());
    return Map.of("rate", rate.doubleValue());
  }

  private Object drain(JsonNode body) throws Loopback.Refused {
    JsonNode seconds = body.get("seconds");
    if (seconds == null || !seconds.isNumber() || seconds.doubleValue() > 3_600) {
      throw new Loopback.Refused(400, "seconds: how long to wait at most, as {\"seconds\": 30}");
    }
    return Map.of(
        "drained", simulator.drain(Duration.ofMillis((long) (seconds.doubleValue() * 1_000))));
  }

  private static Fault fault(JsonNode body) throws Loopback.Refused {
    Loopback.known(body, FAULT_FIELDS);
    FaultKind kind =
        FaultKind.named(body.path("kind").asText())
            .orElseThrow(() ->
                new Loopback.Refused(
                    400, "kind: refuse, black_hole, answer_lost, late or range_out"));
    return new Fault(
        kind,
        body.path("link").asText(""),
        body.path("site").asText(""),
        body.path("share").asDouble(1),
        body.path("delayMs").asLong(0),
        body.path("cards").asText(""));
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
}

package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Status;
import io.nightbus.node.ops.intake.BatchReader;
import io.nightbus.node.ops.intake.Interrupted;
import io.nightbus.node.ops.intake.Taken;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Which request gets which answer; the paths are the API. */
final class Router {
  private static final String BATCHES = "/api/v1/batches";
  private static final int FILES_AT_ONCE = 4;

  private final Gateway gateway;
  private final Telemetry telemetry;
  private final TokenFile token;
  private final Bodies.Patience patience;
  private final InstantSource wall;
  private final LinkRequests links;
  private final OperatorApi operators;
  private final Health health;
  private final TransitPages transit;
  private final Semaphore files = new Semaphore(FILES_AT_ONCE);
  private final SecureRandom random = new SecureRandom();

  Router(
      Gateway gateway,
      Telemetry telemetry,
      TokenFile token,
      Bodies.Patience patience,
      InstantSource wall) {
    this.gateway = gateway;
    this.telemetry = telemetry;
    this.token = token;
    this.patience = patience;
    this.wall = wall;
    transit = new TransitPages(gateway);
    links = new LinkRequests(gateway.desk());
    operators = new OperatorApi(gateway, patience);
    health = new Health(gateway, System::nanoTime);
  }

  void stopping() {
    health.stopping();
  }

  Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    boolean reads = exchange.getRequestMethod().matches("GET|HEAD");
    if (path.startsWith("/api/") && !token.opens(header(exchange, "Authorization"))) {
      return Answer.problem(
          401, "Not authorised", "the token of the gateway's token file is missing or wrong");
    }
    return switch (path) {
      case "/metrics" -> reads ? metrics(exchange) : notAllowed(exchange, "GET");
      case "/health/live" -> reads ? health.live() : notAllowed(exchange, "GET");
      case "/health/ready" -> reads ? health.ready() : notAllowed(exchange, "GET");
      case "/api/v1/status" -> reads ? status() : notAllowed(exchange, "GET");
      case "/api/v1/stop" -> isPost(exchange) ? stop() : notAllowed(exchange, "POST");
      case "/api/v1/links" ->
          isPost(exchange) ? links.take(exchange) : notAllowed(exchange, "POST");
      case BATCHES -> {
        if (isPost(exchange)) {
          yield submit(exchange);
        }
        yield reads ? batches() : notAllowed(exchange, "GET, POST");
      }
      default ->
          path.startsWith(TransitPages.PATH)
              ? transit.answer(exchange)
              : path.startsWith(BATCHES + "/") && reads
              ? batch(path.substring(BATCHES.length() + 1))
              : operators
                  .answer(exchange, path)
                  .orElseGet(
                      () -> Answer.problem(404, "Not found", "there is nothing at this path"));
    };
  }

  private static boolean isPost(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("POST");
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  private static Answer notAllowed(HttpExchange exchange, String allowed) {
    exchange.getResponseHeaders().set("Allow", allowed);
    return Answer.problem(405, "Method not allowed", "here: " + allowed);
  }

  private Answer metrics(HttpExchange exchange) {
    boolean open = header(exchange, "Accept").contains("application/openmetrics-text");
    String type =
        open
            ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return Answer.text(type, telemetry.scrape(gateway, type));
  }

  private Answer status() {
    Optional<Status> status = gateway.status();
    return status.isPresent()
        ? Answer.json(200, StatusJson.of(status.get(), gateway.node()))
        : Answer.problem(503, "No answer", "the event loop has not answered for 2 s");
  }

  private Answer stop() {
    health.stopping();
    gateway.stop().run();
    return Answer.json(202, Answer.object().put("status", "stopping"));
  }

  private Answer batches() {
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("batches");
    gateway.reports().batches().forEach(report -> list.add(BatchJson.of(report)));
    return Answer.json(200, json);
  }

  private Answer batch(String id) {
    return gateway
        .reports()
        .batch(id)
        .map(report -> Answer.json(200, BatchJson.of(report)))
        .orElseGet(() -> Answer.problem(404, "Not found", "there is no batch of this id"));
  }

  private Answer submit(HttpExchange exchange) {
    if (gateway.transitTo().isEmpty()) {
      return Answer.problem(
          409, "Refused", "the configuration has no section transit: no charges are taken");
    }
    if (!files.tryAcquire()) {
      return Answer.problem(503, "Busy", FILES_AT_ONCE + " files are being read; try again");
    }
    try (var body = new Bodies(exchange, patience)) {
      var reader =
          new BatchReader(
              gateway.desk(), gateway.transitTo().get(), body, wall.instant(), random.nextLong());
      Taken taken = reader.read();
      body.drain();
      return said(taken);
    } catch (Interrupted e) {
      return Answer.problem(
          503, "Interrupted", e.getMessage() + "; give the same file again: nothing is doubled");
    } catch (IOException e) {
      return Answer.problem(400, "Broken off", "the request broke off");
    } finally {
      files.release();
    }
  }

  private static Answer said(Taken taken) {
    ObjectNode json = BatchJson.of(taken);
    return switch (taken.kind()) {
      case READ, REPEATED -> Answer.json(200, json);
      case CONFLICT -> Answer.problem(409, "Conflict", taken.trouble(), json);
      case NOT_A_BATCH -> Answer.problem(422, "Not a batch file", taken.trouble(), json);
      case REFUSED -> Answer.problem(409, "Refused", taken.trouble(), json);
    };
  }
}

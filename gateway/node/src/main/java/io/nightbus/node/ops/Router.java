package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.core.Status;
import io.nightbus.node.ops.intake.BatchReader;
import io.nightbus.node.ops.intake.Interrupted;
import io.nightbus.node.ops.intake.Taken;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Which request gets which answer; the paths are the API. */
final class Router {
  private static final String API = "/api/v1/";
  private static final String BATCHES = API + "batches";
  private static final String INCIDENTS = API + "incidents";
  private static final String LINKS = API + "links";
  private static final String CONFIG = API + "config";
  private static final int LONGEST_STOP = 4_096;
  private static final int FILES_AT_ONCE = 4;

  private final Gateway gateway;
  private final Telemetry telemetry;
  private final Tokens tokens;
  private final Lookout lookout;
  private final Incidents incidents;
  private final Bodies.Patience patience;
  private final InstantSource wall;
  private final LinkRequests links;
  private final ConfigRequests config;
  private final OperatorApi operators;
  private final MaintenanceRequests windows;
  private final ProofPages proofs;
  private final Notes notes;
  private final Health health;
  private final Semaphore files = new Semaphore(FILES_AT_ONCE);
  private final SecureRandom random = new SecureRandom();

  Router(
      Gateway gateway,
      Telemetry telemetry,
      Tokens tokens,
      Lookout lookout,
      Incidents incidents,
      Maintenance maintenance,
      TimeLine timeLine,
      Bodies.Patience patience,
      InstantSource wall) {
    this.gateway = gateway;
    this.telemetry = telemetry;
    this.tokens = tokens;
    this.lookout = lookout;
    this.incidents = incidents;
    this.patience = patience;
    this.wall = wall;
    links = new LinkRequests(gateway.desk(), patience);
    config = new ConfigRequests(gateway.reload(), patience);
    operators = new OperatorApi(gateway, patience);
    windows = new MaintenanceRequests(gateway, maintenance, lookout, patience, wall);
    proofs = new ProofPages(gateway);
    notes = new Notes(gateway.desk(), incidents, timeLine, patience, wall);
    health = new Health(gateway, System::nanoTime);
  }

  Health health() {
    return health;
  }

  Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path.startsWith(API)) {
      Optional<Role> role = tokens.role(header(exchange, "Authorization"));
      if (role.isEmpty()) {
        return Answer.problem(
            401, "Not authorised", "the token of the gateway's token file is missing or wrong");
      }
      Answer answer = command(exchange, path, role.get());
      if (isPost(exchange) && answer.status() == 200) {
        lookout.lookAgain(); // who asks what is wrong right after an order sees it carried out
      }
      return answer;
    }
    boolean reads = exchange.getRequestMethod().matches("GET|HEAD");
    Optional<Answer> there = open(path, exchange);
    if (there.isPresent() && !reads) {
      return notAllowed(exchange, "GET");
    }
    return there.orElseGet(() -> Answer.problem(404, "Not found", "there is nothing at this path"));
  }

  /** What needs no token: it only reads, and holds no account data. */
  private Optional<Answer> open(String path, HttpExchange exchange) {
    return switch (path) {
      case "/metrics" -> Optional.of(metrics(exchange));
      case "/health/live" -> Optional.of(health.live());
      case "/health/ready" -> Optional.of(health.ready());
      case "/health/started" -> Optional.of(health.started(lookout.picture().sight()));
      case "/live.json" ->
          Optional.of(Answer.text("application/json", PageJson.of(lookout.picture())));
      case "/api/v2/summary.json" ->
          Optional.of(Answer.json(200, StatusPageJson.summary(lookout.picture())));
      case "/api/v2/status.json" ->
          Optional.of(Answer.json(200, StatusPageJson.status(lookout.picture())));
      case "/api/v2/components.json" ->
          Optional.of(Answer.json(200, StatusPageJson.components(lookout.picture())));
      case "/api/v2/incidents.json" ->
          Optional.of(Answer.json(200, StatusPageJson.incidents(lookout.picture())));
      default -> Page.at(path);
    };
  }

  private Answer command(HttpExchange exchange, String path, Role role) {
    boolean reads = exchange.getRequestMethod().matches("GET|HEAD");
    boolean noted = path.startsWith(INCIDENTS + "/") && path.endsWith("/notes");
    if (path.equals(API + "stop") && isPost(exchange)) {
      return may(role, Role.ADMIN, () -> stop(exchange));
    }
    if (path.equals(BATCHES) && isPost(exchange)) {
      return may(role, Role.OPERATE, () -> submit(exchange));
    }
    if (path.equals(LINKS) && isPost(exchange)) {
      return may(role, Role.OPERATE, () -> links.take(exchange));
    }
    if (path.equals(CONFIG) && isPost(exchange)) {
      return may(role, Role.OPERATE, () -> config.take(exchange));
    }
    if (noted && isPost(exchange)) {
      String id = path.substring(INCIDENTS.length() + 1, path.length() - "/notes".length());
      return may(role, Role.OPERATE, () -> notes.take(exchange, id));
    }
    return switch (path) {
      case API + "status" -> reads ? status() : notAllowed(exchange, "GET");
      case API + "why" -> reads ? why(exchange) : notAllowed(exchange, "GET");
      case CONFIG -> reads ? config.look() : notAllowed(exchange, "GET, POST");
      case API + "stop", LINKS -> notAllowed(exchange, "POST");
      case BATCHES -> reads ? batches() : notAllowed(exchange, "GET, POST");
      case INCIDENTS -> reads ? listIncidents() : notAllowed(exchange, "GET");
      default -> {
        if (noted) {
          yield notAllowed(exchange, "POST");
        }
        if (path.startsWith(ProofPages.PATH)) {
          yield may(role, Role.READ, () -> proofs.answer(exchange));
        }
        if (path.startsWith(BATCHES + "/") && reads) {
          yield batch(path.substring(BATCHES.length() + 1));
        }
        // What its operators change is theirs; whoever may only read, reads.
        yield may(
            role,
            reads ? Role.READ : Role.OPERATE,
            () ->
                operators
                    .answer(exchange, path)
                    .or(() -> windows.answer(exchange, path))
                    .orElseGet(
                        () -> Answer.problem(404, "Not found", "there is nothing at this path")));
      }
    };
  }

  private static Answer may(Role has, Role needed, Supplier<Answer> deed) {
    return has.includes(needed)
        ? deed.get()
        : Answer.problem(
            403,
            "Not allowed",
            "this token may "
                + has.name().toLowerCase(Locale.ROOT)
                + "; the token that may "
                + needed.name().toLowerCase(Locale.ROOT)
                + " is needed");
  }

  private Answer why(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    String endpoint = query.startsWith("endpoint=") ? query.substring(9) : "";
    Picture picture = lookout.picture();
    if (!Why.knows(picture.sight(), endpoint)) {
      return Answer.problem(
          404,
          "Not found",
          "there is no such endpoint; there are "
              + String.join(
                  ", ",
                  picture.sight().status().endpoints().stream()
                      .map(Status.EndpointView::name)
                      .toList()));
    }
    return Answer.json(200, Why.json(picture, endpoint));
  }

  private Answer listIncidents() {
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("incidents");
    incidents.all().forEach(incident -> list.add(IncidentFile.json(incident)));
    return Answer.json(200, json);
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
    return Answer.text(type, telemetry.scrape(type));
  }

  private Answer status() {
    Optional<Status> status = gateway.status();
    return status.isPresent()
        ? Answer.json(200, StatusJson.of(status.get(), gateway.outline()))
        : Answer.problem(503, "No answer", "the event loop has not answered for 2 s");
  }

  private Answer stop(HttpExchange exchange) {
    return JsonBody.answer(exchange, patience, LONGEST_STOP, body -> stop(Order.of(body)));
  }

  /** Kept first; a book that does not write keeps nobody from stopping. */
  private Answer stop(Order order) {
    ObjectNode said = Answer.object().put("id", "stop").put("dryRun", order.isDryRun());
    if (order.isDryRun()) {
      return Answer.json(200, said.put("done", "would be done: the gateway stops in good order"));
    }
    var act = new Command.KeepAct("stop", gateway.outline().node(), order.by(), order.reason());
    String unkept =
        Acts.keep(gateway.desk(), act).map(it -> "; not in the journal: " + it.why()).orElse("");
    health.stopping();
    gateway.stop().run();
    return Answer.json(
        202, said.put("status", "stopping").put("done", "the gateway stops" + unkept));
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
    if (gateway.outline().transitTo().isEmpty()) {
      return Answer.problem(
          409, "Refused", "the configuration has no section transit: no charges are taken");
    }
    if (!files.tryAcquire()) {
      return Answer.problem(503, "Busy", FILES_AT_ONCE + " files are being read; try again");
    }
    try (var body = new Bodies(exchange, patience)) {
      var reader =
          new BatchReader(
              gateway.desk(),
              gateway.outline().transitTo().get(),
              body,
              wall.instant(),
              random.nextLong());
      Taken taken = isDryRun(exchange) ? reader.check() : reader.read();
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

  /** The body is the file, so the address says it. */
  private static boolean isDryRun(HttpExchange exchange) {
    return "dryRun=true".equals(exchange.getRequestURI().getQuery());
  }

  private static Answer said(Taken taken) {
    ObjectNode json = BatchJson.of(taken);
    return switch (taken.kind()) {
      case READ, CHECKED, REPEATED -> Answer.json(200, json);
      case CONFLICT -> Answer.problem(409, "Conflict", taken.trouble(), json);
      case NOT_A_BATCH -> Answer.problem(422, "Not a batch file", taken.trouble(), json);
      case REFUSED -> Answer.problem(409, "Refused", taken.trouble(), json);
    };
  }
}

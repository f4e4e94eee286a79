package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.core.Status;
import io.nightbus.core.time.Term;
import io.nightbus.node.ops.Maintenance.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/maintenance}: windows are announced, listed and ended. */
final class MaintenanceRequests {
  private static final String PATH = "/api/v1/maintenance";
  private static final int LONGEST_BODY = 16 * 1024;
  private static final Duration FARTHEST = Duration.ofDays(366);

  private final Gateway gateway;
  private final Maintenance maintenance;
  private final Lookout lookout;
  private final Bodies.Patience patience;
  private final InstantSource wall;

  MaintenanceRequests(
      Gateway gateway,
      Maintenance maintenance,
      Lookout lookout,
      Bodies.Patience patience,
      InstantSource wall) {
    this.gateway = gateway;
    this.maintenance = maintenance;
    this.lookout = lookout;
    this.patience = patience;
    this.wall = wall;
  }

  /** Empty where the path is none of its own. */
  Optional<Answer> answer(HttpExchange exchange, String path) {
    boolean posts = exchange.getRequestMethod().equals("POST");
    return switch (path) {
      case PATH -> Optional.of(posts ? wrongMethod("GET") : list());
      case PATH + "/start" -> Optional.of(posts ? take(exchange, true) : wrongMethod("POST"));
      case PATH + "/end" -> Optional.of(posts ? take(exchange, false) : wrongMethod("POST"));
      default -> Optional.empty();
    };
  }

  private static Answer wrongMethod(String allowed) {
    return Answer.problem(405, "Method not allowed", "here: " + allowed);
  }

  private Answer list() {
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("windows");
    Instant now = wall.instant();
    maintenance.at(now).forEach(window -> list.add(window.json().put("open", window.isOpen(now))));
    return Answer.json(200, json);
  }

  private Answer take(HttpExchange exchange, boolean starts) {
    return JsonBody.answer(
        exchange,
        patience,
        LONGEST_BODY,
        body -> starts ? start(Order.of(body)) : end(Order.of(body)));
  }

  private Answer start(Order order) {
    Instant now = wall.instant();
    Instant from = from(order, now);
    Duration length = order.length(Duration.ZERO);
    Optional<String> unfit = Term.unfit(length);
    if (unfit.isPresent()) {
      throw new IllegalArgumentException("seconds: how long; " + unfit.get());
    }
    String object = object(order);
    String id = maintenance.freshId(now);
    var window = new Window(id, object, from, from.plus(length), order.by(), order.reason());
    String words = object + " from " + Words.clock(from) + " until " + Words.clock(window.until());
    if (order.isDryRun()) {
      return done(id, "would be done: maintenance of " + words, true);
    }
    Optional<Answer> unkept = unkept("maintenance start", words, order);
    if (unkept.isPresent()) {
      return unkept.get();
    }
    return maintenance.begin(window)
        ? done(id, "maintenance of " + words, false)
        : Answer.problem(409, "Refused", "so many windows are announced already; end some");
  }

  private static Instant from(Order order, Instant now) {
    String text = order.text("from");
    try {
      Instant from = text.isEmpty() ? now : Instant.parse(text);
      if (from.isBefore(now.minusSeconds(60)) || from.isAfter(now.plus(FARTHEST))) {
        throw new IllegalArgumentException("from: not in the past, and within a year");
      }
      return from;
    } catch (DateTimeException unfit) {
      throw new IllegalArgumentException("from: a time like 2026-11-26T22:00:00Z", unfit);
    }
  }

  /** An endpoint, or a site of one, that there is. */
  private String object(Order order) {
    String object = order.text("object");
    var known = new ArrayList<String>();
    List<Status.LinkView> links = lookout.picture().sight().status().links();
    lookout
        .picture()
        .sight()
        .status()
        .endpoints()
        .forEach(endpoint -> {
          known.add(endpoint.name());
          links.stream()
              .filter(link -> link.endpoint().equals(endpoint.name()))
              .map(link -> link.endpoint() + "/" + link.site())
              .distinct()
              .forEach(known::add);
        });
    if (!known.contains(object)) {
      throw new IllegalArgumentException("object: one of " + String.join(", ", known));
    }
    return object;
  }

  private Answer end(Order order) {
    String id = order.text("id");
    Optional<Window> window =
        maintenance.at(wall.instant()).stream().filter(it -> it.id().equals(id)).findFirst();
    if (window.isEmpty()) {
      return Answer.problem(409, "Refused", "no window has this id: see maintenance list");
    }
    String words = "maintenance of " + window.get().object() + " ends";
    if (order.isDryRun()) {
      return done(id, "would be done: " + words, true);
    }
    return unkept("maintenance end", window.get().object(), order)
        .orElseGet(() -> {
          maintenance.end(id);
          return done(id, words, false);
        });
  }

  private static Answer done(String id, String words, boolean dry) {
    return Answer.json(200, Answer.object().put("id", id).put("done", words).put("dryRun", dry));
  }

  /** Who, what and why stand in the book before anything is quieter; empty where they do. */
  private Optional<Answer> unkept(String what, String subject, Order order) {
    return Acts.keep(gateway.desk(), new Command.KeepAct(what, subject, order.by(), order.reason()))
        .map(Acts.Unkept::answer);
  }
}

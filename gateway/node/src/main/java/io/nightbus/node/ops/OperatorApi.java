package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.CardLines;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import io.nightbus.node.store.Reports;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What operators order over HTTP: breakers, stand-in, cards, entries that are parked, charges. */
final class OperatorApi {
  private static final int LONGEST_BODY = 1 << 20;
  private static final int MOST_SHOWN = 1_000;
  private static final long SECONDS = 5;
  private static final Pattern ENTRY = Pattern.compile("/api/v1/saf/(\\d{1,18})/(retry|settle)");

  private static final Pattern CHARGES = Pattern.compile("/api/v1/charges/([a-z]{1,16})");

  private final Gateway gateway;
  private final Bodies.Patience patience;

  OperatorApi(Gateway gateway, Bodies.Patience patience) {
    this.gateway = gateway;
    this.patience = patience;
  }

  /** Empty where the path is none of its own. */
  Optional<Answer> answer(HttpExchange exchange, String path) {
    boolean posts = exchange.getRequestMethod().equals("POST");
    Matcher entry = ENTRY.matcher(path);
    if (entry.matches()) {
      return posts ? order(exchange, order -> about(entry, order)) : wrongMethod("POST");
    }
    Matcher charges = CHARGES.matcher(path);
    if (charges.matches()) {
      String name = charges.group(1);
      return posts ? order(exchange, order -> ChargeOrders.read(name, order)) : wrongMethod("POST");
    }
    return switch (path) {
      case "/api/v1/standin" -> posts ? wrongMethod("GET") : Optional.of(standIn());
      case "/api/v1/saf" -> posts ? wrongMethod("GET") : Optional.of(owed(exchange));
      case "/api/v1/breakers" -> posts ? wrongMethod("GET") : Optional.of(breakers());
      case "/api/v1/breakers/open" ->
          posts ? order(exchange, OperatorApi::openBreaker) : wrongMethod("POST");
      case "/api/v1/breakers/close" ->
          posts ? order(exchange, OperatorApi::closeBreaker) : wrongMethod("POST");
      case "/api/v1/standin/force" ->
          posts ? order(exchange, OperatorApi::force) : wrongMethod("POST");
      case "/api/v1/standin/release" ->
          posts ? order(exchange, OperatorApi::release) : wrongMethod("POST");
      case "/api/v1/cards" -> posts ? order(exchange, this::mark) : wrongMethod("POST");
      default -> Optional.empty();
    };
  }

  private static Optional<Answer> wrongMethod(String allowed) {
    return Optional.of(Answer.problem(405, "Method not allowed", "here: " + allowed));
  }

  private Optional<Answer> order(HttpExchange exchange, Function<Order, Command> reading) {
    return Optional.of(
        JsonBody.answer(
            exchange, patience, LONGEST_BODY, body -> carriedOut(Order.of(body), reading)));
  }

  private Answer carriedOut(Order order, Function<Order, Command> reading) {
    return said(ask(order.asked(reading.apply(order))), order.isDryRun());
  }

  private static Command openBreaker(Order order) {
    return new Command.OpenBreaker(
        order.text("endpoint"),
        order.text("range"),
        order.length(Duration.ZERO),
        order.by(),
        order.reason());
  }

  private static Command closeBreaker(Order order) {
    return new Command.CloseBreaker(
        order.text("endpoint"), order.text("range"), order.by(), order.reason());
  }

  private static Command force(Order order) {
    return new Command.ForceStandIn(
        order.text("endpoint"),
        order.text("cards"),
        order.fields().path("percent").asInt(100),
        order.length(Duration.ZERO),
        order.by(),
        order.reason());
  }

  private static Command release(Order order) {
    return new Command.ReleaseStandIn(
        order.fields().path("id").asLong(0), order.by(), order.reason());
  }

  private Command mark(Order order) {
    Map<String, CardStatus> cards =
        CardLines.read("line", order.text("cards").lines().toList(), gateway.cards());
    if (cards.isEmpty()) {
      throw new IllegalArgumentException("no card is named: NUMBER STATUS, one per line");
    }
    return new Command.MarkCards(cards, order.by(), order.reason());
  }

  private static Command about(Matcher entry, Order order) {
    long id = Long.parseLong(entry.group(1));
    return entry.group(2).equals("retry")
        ? new Command.RetryParked(id, order.by(), order.reason())
        : new Command.SettleParked(id, order.by(), order.reason());
  }

  private Result ask(Command command) {
    try {
      return gateway.desk().ask(command).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Result.Refused("no answer within " + SECONDS + " s: it may still be carried out");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Refused("interrupted");
    }
  }

  private static Answer said(Result result, boolean dry) {
    return switch (result) {
      case Result.Done(var id, var words) ->
          Answer.json(
              200,
              Answer.object()
                  .put("id", id)
                  .put("done", (dry ? "would be done: " : "") + words)
                  .put("dryRun", dry));
      case Result.Handled handled -> ChargeOrders.said(handled);
      case Result.Refused(var reason) -> Answer.problem(409, "Refused", reason);
      default -> Answer.problem(500, "Failed", "the gateway answered something else");
    };
  }

  private Answer standIn() {
    if (!(ask(new Command.ShowStandIn()) instanceof Result.StandInShown shown)) {
      return Answer.problem(503, "No answer", "the event loop has not answered");
    }
    ObjectNode json = Answer.object();
    json.put("exposedCount", shown.exposedCount());
    json.put("exposedAmount", shown.exposedAmount());
    json.put("cards", shown.cards());
    ArrayNode forced = json.putArray("forced");
    for (Forcing forcing : shown.forced()) {
      ObjectNode row = forced.addObject();
      row.put("id", forcing.id());
      row.put("endpoint", forcing.endpoint());
      row.put("cards", forcing.cards());
      row.put("percent", forcing.percent());
      row.put("until", forcing.until().toString());
      row.put("by", forcing.by());
      row.put("reason", forcing.reason());
    }
    return Answer.json(200, json);
  }

  private Answer breakers() {
    if (!(ask(new Command.ShowBreakers()) instanceof Result.BreakersShown(var breakers))) {
      return Answer.problem(503, "No answer", "the event loop has not answered");
    }
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("breakers");
    for (Result.Breaker breaker : breakers) {
      ObjectNode row = list.addObject();
      row.put("endpoint", breaker.endpoint());
      row.put("range", breaker.range());
      row.put("state", breaker.state());
      breaker
          .held()
          .ifPresent(held ->
              row.put("until", held.until().toString())
                  .put("by", held.by())
                  .put("reason", held.reason()));
    }
    return Answer.json(200, json);
  }

  /** Parked entries, or with {@code ?state=waiting} those that are on their way. */
  private Answer owed(HttpExchange exchange) {
    String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
    boolean parked = !query.contains("state=waiting");
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("entries");
    for (Reports.OwedReport owed : gateway.reports().owed(parked, MOST_SHOWN)) {
      ObjectNode row = list.addObject();
      row.put("id", owed.id());
      row.put("endpoint", owed.endpoint());
      row.put("duty", owed.duty());
      row.put("state", owed.state());
      row.put("reason", owed.reason());
      row.put("created", owed.created());
      row.put("ended", owed.ended());
      row.put("attempts", owed.attempts());
      row.put("rrn", owed.rrn());
      row.put("amount", owed.amount());
      row.put("currency", owed.currency());
    }
    return Answer.json(200, json);
  }
}

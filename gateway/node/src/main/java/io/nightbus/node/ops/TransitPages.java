package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Hold.Scope;
import io.nightbus.node.store.JournalLine;
import io.nightbus.node.store.Proofs;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** The transit night over HTTP: the operator's hand, what is told of cards, and the proofs. */
final class TransitPages {
  static final String PATH = "/api/v1/transit/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 16 * 1024;
  private static final long SECONDS = 60;
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} ._@-]{2,40}");
  private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{3,200}");
  private static final Pattern RANGE = Pattern.compile("\\d{6}");
  private static final Pattern DIGITS = Pattern.compile("\\d{12,}");

  private final Gateway gateway;

  TransitPages(Gateway gateway) {
    this.gateway = gateway;
  }

  /** What was asked for is not in order; the message is for the asker. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }

  Answer answer(HttpExchange exchange) {
    String[] path = exchange.getRequestURI().getRawPath().substring(PATH.length()).split("/", -1);
    boolean posts = exchange.getRequestMethod().equals("POST");
    try {
      if (path[0].equals("actions") && path.length == 1) {
        return posts ? act(exchange) : Answer.problem(405, "Method not allowed", "here: POST");
      }
      if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        return Answer.problem(405, "Method not allowed", "here: GET");
      }
      return gateway.proofs().isEmpty()
          ? Answer.problem(503, "No book", "this gateway shows no proofs")
          : read(path, query(exchange), gateway.proofs().get());
    } catch (Unfit unfit) {
      return Answer.problem(400, "Not in order", String.valueOf(unfit.getMessage()));
    }
  }

  // --- to read

  private static Answer read(String[] path, Map<String, String> query, Proofs proofs) throws Unfit {
    long after = number(query, "after", 0, Long.MAX_VALUE, 0);
    int limit = (int) number(query, "limit", 1, Proofs.MOST, 1_000);
    if (path.length == 1 && path[0].equals("events")) {
      return rows("events", proofs.events(after, limit), "seq", after);
    }
    if (path.length == 1 && path[0].equals("journal")) {
      return journal(proofs.journal(after, limit), after);
    }
    String name = path.length > 1 ? URLDecoder.decode(path[1], StandardCharsets.UTF_8) : "";
    if (path.length == 2 && path[0].equals("charges")) {
      return life(proofs.life(name));
    }
    if (path.length == 3 && path[0].equals("batches") && path[2].equals("charges")) {
      return rows("charges", proofs.charges(name, after, limit), "id", after);
    }
    if (path.length == 3 && path[0].equals("batches") && path[2].equals("report")) {
      return report(proofs.report(name));
    }
    return Answer.problem(404, "Not found", "there is nothing at this path");
  }

  private static Map<String, String> query(HttpExchange exchange) {
    var found = new HashMap<String, String>();
    String text = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    for (String part : text.split("&", -1)) {
      int is = part.indexOf('=');
      if (is > 0) {
        found.put(
            part.substring(0, is),
            URLDecoder.decode(part.substring(is + 1), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  private static long number(
      Map<String, String> query, String key, long least, long most, long otherwise) throws Unfit {
    String text = query.getOrDefault(key, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told like a number that is out of bounds.
    }
    throw new Unfit(key + " is no number from " + least + " to " + most);
  }

  /** {@code next} is what to ask behind the next time, also where there was nothing new. */
  private static Answer rows(String name, List<Map<String, Object>> rows, String key, long after) {
    ObjectNode json = Answer.object();
    json.set(name, JSON.valueToTree(rows));
    Object last = rows.isEmpty() ? after : rows.getLast().getOrDefault(key, after);
    json.put("next", ((Number) last).longValue());
    return Answer.json(200, json);
  }

  private static Answer journal(List<JournalLine> lines, long after) {
    ObjectNode json = Answer.object();
    ArrayNode list = json.putArray("journal");
    for (JournalLine line : lines) {
      ObjectNode row = list.addObject();
      row.put("sequence", line.sequence());
      row.put("at", line.at().toString());
      row.put("by", line.by());
      row.put("what", line.what());
      row.put("subject", line.subject());
      row.put("reason", line.reason());
      row.put("previous", line.previous());
      row.put("hash", line.hash());
    }
    json.put("next", lines.isEmpty() ? after : lines.getLast().sequence());
    return Answer.json(200, json);
  }

  private static Answer life(Optional<Proofs.Life> found) {
    if (found.isEmpty()) {
      return Answer.problem(404, "Not found", "there is no charge of this id");
    }
    ObjectNode json = Answer.object();
    json.set("charge", JSON.valueToTree(found.get().charge()));
    json.set("attempts", JSON.valueToTree(found.get().attempts()));
    json.set("obligations", JSON.valueToTree(found.get().obligations()));
    json.set("events", JSON.valueToTree(found.get().events()));
    return Answer.json(200, json);
  }

  private static Answer report(Optional<Proofs.Report> found) {
    if (found.isEmpty()) {
      return Answer.problem(404, "Not found", "there is no batch of this id");
    }
    Proofs.Report report = found.get();
    ObjectNode json = Answer.object();
    json.set("batch", JSON.valueToTree(report.batch()));
    json.set("totals", JSON.valueToTree(report.totals()));
    long count = sum(report.totals(), "count");
    long amount = sum(report.totals(), "amount");
    ObjectNode proof = json.putObject("sum");
    proof.put("count", count);
    proof.put("amount", amount);
    proof.put(
        "addsUp",
        count == value(report.batch(), "accepted_count")
            && amount == value(report.batch(), "accepted_amount"));
    json.set("attempts", JSON.valueToTree(report.attempts()));
    json.set("doubtful", JSON.valueToTree(report.doubtful()));
    json.set("blocks", JSON.valueToTree(report.blocks()));
    return Answer.json(200, json);
  }

  private static long sum(List<Map<String, Object>> rows, String column) {
    return rows.stream().mapToLong(row -> value(row, column)).sum();
  }

  private static long value(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : 0;
  }

  // --- the operator's hand

  private Answer act(HttpExchange exchange) throws Unfit {
    JsonNode asked = body(exchange);
    var command =
        new Command.Act(
            action(asked),
            fitting(asked, "by", NAME, "a name of 2 to 40 letters"),
            fitting(asked, "reason", REASON, "a reason of 3 to 200 characters"),
            asked.path("dryRun").asBoolean());
    if (DIGITS.matcher(command.reason().replace(" ", "")).find()) {
      throw new Unfit("reason holds what could be a card number: it is kept for ever");
    }
    return switch (ask(command)) {
      case Result.Acted acted -> {
        ObjectNode json = Answer.object();
        json.put("count", acted.count());
        json.put("amount", acted.amount());
        json.put("left", acted.left());
        json.put("dryRun", acted.dryRun());
        yield Answer.json(200, json);
      }
      case Result.Refused refused -> Answer.problem(409, "Refused", refused.reason());
      case Result other ->
          Answer.problem(503, "No answer", "the gateway answered " + other.getClass().getName());
    };
  }

  private static JsonNode body(HttpExchange exchange) throws Unfit {
    try {
      byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new Unfit("longer than " + MOST_BYTES + " bytes");
      }
      JsonNode json = JSON.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new Unfit("not a JSON object");
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new Unfit("not JSON");
    } catch (IOException e) {
      throw new Unfit("the request broke off");
    }
  }

  private static Action action(JsonNode asked) throws Unfit {
    String name = asked.path("action").asText();
    return switch (name) {
      case "hold" -> new Action.Place(scope(asked), value(asked), most(asked));
      case "release" -> new Action.Lift(scope(asked), value(asked));
      case "cancel" -> new Action.Cancel(batch(asked), asked.path("charge").asText(), range(asked));
      case "retry" -> new Action.Retry(batch(asked), asked.path("charge").asText(), range(asked));
      case "settle" -> {
        String as = asked.path("as").asText();
        if (!as.equals("authorised") && !as.equals("not-authorised")) {
          throw new Unfit("as is neither authorised nor not-authorised");
        }
        boolean authorised = as.equals("authorised");
        yield new Action.Settle(
            batch(asked), asked.path("charge").asText(), range(asked), authorised);
      }
      default -> throw new Unfit("action is none of hold, release, cancel, retry, settle");
    };
  }

  private static Scope scope(JsonNode asked) throws Unfit {
    String text = asked.path("scope").asText().toUpperCase(Locale.ROOT);
    for (Scope scope : Scope.values()) {
      if (scope.name().equals(text)) {
        return scope;
      }
    }
    throw new Unfit("scope is none of everything, batch, range, device");
  }

  private static String value(JsonNode asked) throws Unfit {
    Scope scope = scope(asked);
    String value = asked.path("value").asText();
    if (scope == Scope.EVERYTHING != value.isEmpty()) {
      throw new Unfit(
          "value names the batch, range or device, and nothing where scope is everything");
    }
    if (scope == Scope.RANGE && !RANGE.matcher(value).matches()) {
      throw new Unfit("value is not the first six digits of a card");
    }
    if (DIGITS.matcher(value).matches()) {
      throw new Unfit("value could be a card number");
    }
    return value;
  }

  /** Only all of it can be slowed down: what is slow is the peer. */
  private static int most(JsonNode asked) throws Unfit {
    int most = asked.path("most").asInt();
    if (most < 0 || most > 1_000_000 || (most > 0 && scope(asked) != Scope.EVERYTHING)) {
      throw new Unfit("most is 0 for none, or up to 1000000 a second where scope is everything");
    }
    return most;
  }

  /** A slip must not reach every charge: one of batch, charge and range is named. */
  private static String batch(JsonNode asked) throws Unfit {
    String batch = asked.path("batch").asText();
    if (batch.isEmpty() && asked.path("charge").asText().isEmpty() && range(asked).isEmpty()) {
      throw new Unfit("say which charges: batch, charge or range");
    }
    return batch;
  }

  private static String range(JsonNode asked) throws Unfit {
    String range = asked.path("range").asText();
    if (!range.isEmpty() && !RANGE.matcher(range).matches()) {
      throw new Unfit("range is not the first six digits of a card");
    }
    return range;
  }

  private static String fitting(JsonNode asked, String field, Pattern pattern, String wanted)
      throws Unfit {
    String text = asked.path(field).asText();
    if (!pattern.matcher(text).matches()) {
      throw new Unfit(field + " is not " + wanted);
    }
    return text;
  }

  private Result ask(Command command) {
    try {
      return gateway.desk().ask(command).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Result.Refused(
          "the gateway has not answered; look at the journal before trying again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Refused("the gateway is stopping");
    }
  }
}

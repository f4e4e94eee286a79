package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.node.store.JournalLine;
import io.nightbus.node.store.Proofs;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is told of cards, the journal, and the proofs of what became of charges, over HTTP. */
final class ProofPages {
  static final String PATH = "/api/v1/transit/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Gateway gateway;

  ProofPages(Gateway gateway) {
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
    if (!exchange.getRequestMethod().matches("GET|HEAD")) {
      return Answer.problem(405, "Method not allowed", "here: GET");
    }
    try {
      return gateway.proofs().isEmpty()
          ? Answer.problem(503, "No book", "this gateway shows no proofs")
          : read(path, query(exchange), gateway.proofs().get());
    } catch (Unfit unfit) {
      return Answer.problem(400, "Not in order", String.valueOf(unfit.getMessage()));
    }
  }

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
    if (path.length == 3 && path[0].equals("batches") && path[2].equals("doubtful")) {
      return rows("doubtful", proofs.doubtful(name, after, limit), "id", after);
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
    json.set("blocks", JSON.valueToTree(report.blocks()));
    return Answer.json(200, json);
  }

  private static long sum(List<Map<String, Object>> rows, String column) {
    return rows.stream().mapToLong(row -> value(row, column)).sum();
  }

  private static long value(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : 0;
  }
}

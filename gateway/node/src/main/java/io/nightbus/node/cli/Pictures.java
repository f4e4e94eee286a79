package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the API says, as tables for people. */
final class Pictures {
  private Pictures() {}

  static String status(JsonNode status) {
    var text = new StringBuilder();
    text.append("node ").append(status.path("node").asText()).append(" at ");
    text.append(status.path("at").asText()).append("\n\n");
    var endpoints = new ArrayList<List<String>>();
    endpoints.add(
        List.of(
            "ENDPOINT",
            "ANSWERING",
            "BREAKER",
            "IN FLIGHT",
            "REVERSALS",
            "ADVICES",
            "CHARGES",
            "IN DOUBT",
            "PARKED",
            "PEER GUARANTEES"));
    for (JsonNode e : status.path("endpoints")) {
      endpoints.add(
          row(
              e,
              "name",
              "answering",
              "breaker",
              "outstanding",
              "reversals",
              "advices",
              "chargesQueued",
              "inDoubt",
              "parked",
              "guarantee"));
    }
    text.append(table(endpoints)).append('\n');
    var links = new ArrayList<List<String>>();
    links.add(List.of("LINK", "STATE", "SINCE", "IN FLIGHT", "REASON"));
    for (JsonNode link : status.path("links")) {
      String name =
          link.path("endpoint").asText()
              + "/"
              + link.path("site").asText()
              + "/"
              + link.path("name").asText();
      List<String> row = new ArrayList<>(List.of(name));
      row.addAll(row(link, "state", "since", "outstanding", "reason"));
      links.add(row);
    }
    text.append(table(links));
    if (!status.path("charges").isEmpty()) {
      text.append("\ncharges: ").append(counts(status.path("charges"))).append('\n');
    }
    text.append(replay(status.path("replay")));
    return text.toString();
  }

  /** The forecast in a line, and what is held. */
  static String replay(JsonNode replay) {
    var text = new StringBuilder();
    if (replay.path("remaining").asLong() > 0) {
      String by = replay.path("releasedBy").asText();
      String deadline = replay.path("deadline").asText();
      text.append("\nreplay: ")
          .append(grouped(replay.path("remaining")))
          .append(" charges to go, ");
      text.append(replay.path("perSecond").asText()).append(" a second; ");
      text.append(by.isEmpty() ? "nothing gets on" : "all released by " + minute(by));
      text.append(deadline.isEmpty() ? "" : ", deadline " + minute(deadline));
      text.append(replay.path("late").asBoolean() ? ": LATE\n" : "\n");
    }
    for (JsonNode hold : replay.path("holds")) {
      boolean slow = hold.path("most").asLong() > 0;
      text.append(slow ? "slowed to " + hold.path("most").asText() + " a second: " : "held: ");
      text.append(lower(hold.path("scope").asText())).append(' ');
      text.append(hold.path("value").asText()).append(" since ");
      text.append(hold.path("since").asText());
      String until = hold.path("until").asText();
      text.append(until.isEmpty() ? " (" : " until " + until + " (");
      text.append(lower(hold.path("cause").asText())).append(", by ");
      text.append(hold.path("by").asText()).append("): ");
      text.append(hold.path("reason").asText());
      long probes = hold.path("probes").asLong();
      text.append(probes > 0 ? "; " + probes + " probes\n" : "\n");
    }
    return text.toString();
  }

  /** An instant to the minute, in UTC: 05:12Z, or with its date where that is not today's. */
  private static String minute(String instant) {
    return instant.length() < 16 ? instant : instant.substring(0, 16).replace('T', ' ') + "Z";
  }

  static String batches(List<JsonNode> batches) {
    if (batches.isEmpty()) {
      return "no batches yet\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("BATCH", "OPERATOR", "DAY", "STATE", "COUNT", "AMOUNT", "CHARGES"));
    for (JsonNode batch : batches) {
      List<String> row =
          new ArrayList<>(row(batch, "id", "operator", "day", "state", "count", "amount"));
      var sums = new ArrayList<String>();
      for (Map.Entry<String, JsonNode> sum : batch.path("charges").properties()) {
        sums.add(lower(sum.getKey()) + " " + grouped(sum.getValue().path("count")));
      }
      row.add(String.join(", ", sums));
      rows.add(row);
    }
    var text = new StringBuilder(table(rows));
    for (JsonNode batch : batches) {
      if (!batch.path("reason").asText().isEmpty()) {
        text.append(batch.path("id").asText()).append(": held because ");
        text.append(batch.path("reason").asText()).append('\n');
      }
    }
    return text.toString();
  }

  static String incidents(JsonNode said) {
    if (said.path("incidents").isEmpty()) {
      return "no incidents\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ID", "STATUS", "IMPACT", "STARTED", "RESOLVED", "WHAT"));
    for (JsonNode incident : said.path("incidents")) {
      rows.add(row(incident, "id", "status", "impact", "started", "resolved", "name"));
    }
    return table(rows);
  }

  static String standIn(JsonNode shown) {
    var text = new StringBuilder();
    text.append("approved and not acknowledged by the host: ")
        .append(grouped(shown.path("exposedCount")))
        .append(", amount ")
        .append(grouped(shown.path("exposedAmount")))
        .append("\ncards that are refused: ")
        .append(grouped(shown.path("cards")))
        .append('\n');
    if (shown.path("forced").isEmpty()) {
      return text.append("nothing is forced\n").toString();
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("FORCED", "ENDPOINT", "CARDS", "PERCENT", "UNTIL", "BY", "REASON"));
    for (JsonNode forcing : shown.path("forced")) {
      List<String> row = new ArrayList<>(List.of(forcing.path("id").asText()));
      row.addAll(row(forcing, "endpoint", "cards", "percent", "until", "by", "reason"));
      rows.add(row);
    }
    return text.append('\n').append(table(rows)).toString();
  }

  static String breakers(JsonNode shown) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ENDPOINT", "CARDS", "STATE", "UNTIL", "BY", "REASON"));
    for (JsonNode breaker : shown.path("breakers")) {
      rows.add(row(breaker, "endpoint", "range", "state", "until", "by", "reason"));
    }
    return table(rows);
  }

  static String maintenance(JsonNode shown) {
    if (shown.path("windows").isEmpty()) {
      return "nothing is announced\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("ID", "OBJECT", "FROM", "UNTIL", "BY", "REASON"));
    for (JsonNode window : shown.path("windows")) {
      rows.add(row(window, "id", "object", "from", "until", "by", "reason"));
    }
    return table(rows);
  }

  static String owed(JsonNode entries, Instant now) {
    if (entries.isEmpty()) {
      return "nothing\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("ENTRY", "ENDPOINT", "DUTY", "STATE", "AGE", "AMOUNT", "RRN", "SENT", "REASON"));
    for (JsonNode entry : entries) {
      var age = Duration.between(Instant.parse(entry.path("created").asText()), now);
      List<String> row = new ArrayList<>();
      row.add(entry.path("id").asText());
      row.addAll(row(entry, "endpoint", "duty", "state"));
      row.add(age.toHours() > 0 ? age.toHours() + "h" : age.toMinutes() + "m");
      row.addAll(row(entry, "amount", "rrn", "attempts", "reason"));
      rows.add(row);
    }
    return table(rows);
  }

  private static String counts(JsonNode counts) {
    var words = new ArrayList<String>();
    for (Map.Entry<String, JsonNode> count : counts.properties()) {
      words.add(lower(count.getKey()) + " " + grouped(count.getValue()));
    }
    return String.join(", ", words);
  }

  private static List<String> row(JsonNode from, String... fields) {
    var row = new ArrayList<String>();
    for (String field : fields) {
      JsonNode value = from.path(field);
      row.add(value.isNumber() ? grouped(value) : value.asText());
    }
    return row;
  }

  private static String grouped(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  private static String lower(String state) {
    return state.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

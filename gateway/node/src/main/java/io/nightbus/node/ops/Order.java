package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.core.Command;
import io.nightbus.node.ops.log.PanScanner;
import java.time.Duration;
import java.util.Map;

/**
 * What an operator orders over HTTP.
 *
 * @param fields what else the order says
 * @param by who orders it
 * @param reason why, in the operator's words; both are kept for ever
 */
record Order(JsonNode fields, String by, String reason) {
  static final int LONGEST_REASON = 150;
  private static final int LONGEST_NAME = 50;
  private static final PanScanner SCANNER = new PanScanner();

  /** {@link IllegalArgumentException} where the reason is missing, or a card number is in it. */
  static Order of(JsonNode body) {
    for (Map.Entry<String, JsonNode> field : body.properties()) {
      String text = field.getKey().equals("cards") ? "" : field.getValue().asText("");
      if (!SCANNER.clean(text).equals(text)) {
        throw new IllegalArgumentException(
            field.getKey() + " holds what could be a card number: it is kept for ever");
      }
    }
    String reason = body.path("reason").asText("").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw new IllegalArgumentException("reason: why, in 1 to " + LONGEST_REASON + " characters");
    }
    return new Order(body, by(body), reason);
  }

  private static String by(JsonNode body) {
    String by = body.path("by").asText("").strip();
    return by.isEmpty() ? "operator" : by.substring(0, Math.min(by.length(), LONGEST_NAME));
  }

  String text(String field) {
    return fields.path(field).asText("");
  }

  /** Nothing is to be done; only what would be done is to be said. */
  boolean isDryRun() {
    return fields.path("dryRun").asBoolean(false);
  }

  /** How long it is to hold. */
  Duration length(Duration usual) {
    return fields.has("seconds") ? Duration.ofSeconds(fields.path("seconds").asLong(0)) : usual;
  }

  /** The command, or its dry run where that is what was asked for. */
  Command asked(Command command) {
    return isDryRun() ? new Command.DryRun(command) : command;
  }
}

package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.node.ops.log.EventNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/config}: GET shows what is different in the file, POST changes it. */
final class ConfigRequests {
  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.events");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 1 << 20;
  private static final int LONGEST_REASON = 200;

  private final Reload reload;

  ConfigRequests(Reload reload) {
    this.reload = reload;
  }

  Answer look() {
    return answer(reload.look(), false);
  }

  Answer take(HttpExchange exchange) {
    JsonNode body;
    try {
      body = JSON.readTree(exchange.getRequestBody().readNBytes(LONGEST_BODY));
    } catch (JacksonException broken) {
      return Answer.problem(400, "Not an order", "the body is not JSON");
    } catch (IOException gone) {
      return Answer.problem(400, "Broken off", "the request broke off");
    }
    String reason = body.path("reason").asText("").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      return Answer.problem(
          400, "Not an order", "reason: why, in 1 to " + LONGEST_REASON + " characters");
    }
    List<String> seen = new ArrayList<>();
    body.path("seen").forEach(line -> seen.add(line.asText()));
    Reload.Outcome outcome = reload.reload(seen, LinkRequests.by(body), reason);
    if (outcome instanceof Reload.Outcome.Changes(var changes) && !changes.isEmpty()) {
      LOG.atWarn()
          .addKeyValue(EventNames.KEY, EventNames.CONFIG_RELOADED)
          .addKeyValue("changes", String.join("; ", changes))
          .addKeyValue("reason", reason)
          .log("an operator reloaded the configuration");
    }
    return answer(outcome, true);
  }

  private static Answer answer(Reload.Outcome outcome, boolean done) {
    return switch (outcome) {
      case Reload.Outcome.Refused(var why) -> Answer.problem(409, "Refused", why);
      case Reload.Outcome.Changes(var changes) -> {
        ObjectNode json = Answer.object().put("done", done);
        var list = json.putArray("changes");
        changes.forEach(list::add);
        yield Answer.json(200, json);
      }
    };
  }
}

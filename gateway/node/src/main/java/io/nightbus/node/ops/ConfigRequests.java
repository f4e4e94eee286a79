package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.node.ops.log.EventNames;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/config}: GET shows what is different in the file, POST changes it. */
final class ConfigRequests {
  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.events");
  private static final int LONGEST_BODY = 1 << 20;

  private final Reload reload;
  private final Bodies.Patience patience;

  ConfigRequests(Reload reload, Bodies.Patience patience) {
    this.reload = reload;
    this.patience = patience;
  }

  Answer look() {
    return answer(reload.look(), false);
  }

  Answer take(HttpExchange exchange) {
    return JsonBody.answer(exchange, patience, LONGEST_BODY, body -> take(Order.of(body)));
  }

  private Answer take(Order order) {
    List<String> seen = new ArrayList<>();
    order.fields().path("seen").forEach(line -> seen.add(line.asText()));
    Reload.Outcome outcome = reload.reload(seen, order.by(), order.reason());
    if (outcome instanceof Reload.Outcome.Changes(var changes) && !changes.isEmpty()) {
      LOG.atWarn()
          .addKeyValue(EventNames.KEY, EventNames.CONFIG_RELOADED)
          .addKeyValue("changes", String.join("; ", changes))
          .addKeyValue("by", order.by())
          .addKeyValue("reason", order.reason())
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

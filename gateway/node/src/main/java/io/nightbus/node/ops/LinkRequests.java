package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.link.LinkScope;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.ops.log.EventNames;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders of operators about links: each with a reason, and each told in the log. */
final class LinkRequests {
  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.events");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_BODY = 16 * 1024;
  private static final int LONGEST_REASON = 200;
  private static final int LONGEST_NAME = 50;
  private static final long SECONDS = 2;

  private final Desk desk;

  LinkRequests(Desk desk) {
    this.desk = desk;
  }

  /** What somebody wrote that can't be an order. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String what) {
      super(what);
    }
  }

  Answer take(HttpExchange exchange) {
    try {
      JsonNode body = body(exchange);
      String order = body.path("order").asText("");
      String reason = reason(body);
      Command command =
          switch (order) {
            case "drain" -> new Command.DrainLinks(scope(body), by(body), reason);
            case "restore" -> new Command.RestoreLinks(scope(body), by(body), reason);
            case "weigh" ->
                new Command.WeighSites(scope(body).endpoint(), weights(body), by(body), reason);
            default -> throw new Unfit("order: drain, restore or weigh");
          };
      return answer(order, body.path("links").asText(), reason, command);
    } catch (Unfit | IllegalArgumentException wrong) {
      return Answer.problem(400, "Not an order", String.valueOf(wrong.getMessage()));
    } catch (IOException gone) {
      return Answer.problem(400, "Broken off", "the request broke off");
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException, Unfit {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    try {
      JsonNode body = bytes.length > LONGEST_BODY ? null : JSON.readTree(bytes);
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException broken) {
      throw new Unfit("the body is not JSON");
    }
    throw new Unfit("the body has to be a JSON object");
  }

  private static String reason(JsonNode body) throws Unfit {
    String reason = body.path("reason").asText("").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw new Unfit("reason: why, in 1 to " + LONGEST_REASON + " characters");
    }
    return reason;
  }

  /** Who; an operator where he does not say. */
  static String by(JsonNode body) {
    String by = body.path("by").asText("").strip();
    return by.isEmpty() ? "operator" : by.substring(0, Math.min(by.length(), LONGEST_NAME));
  }

  private static LinkScope scope(JsonNode body) {
    return LinkScope.parse(body.path("links").asText(""));
  }

  private static Map<String, Integer> weights(JsonNode body) throws Unfit {
    var weights = new TreeMap<String, Integer>();
    for (Map.Entry<String, JsonNode> each : body.path("weights").properties()) {
      if (!each.getValue().isInt()) {
        throw new Unfit("weights: whole numbers by site, as {\"north\": 90, \"south\": 10}");
      }
      weights.put(each.getKey(), each.getValue().asInt());
    }
    if (weights.isEmpty()) {
      throw new Unfit("weights: at least one site");
    }
    return weights;
  }

  private Answer answer(String order, String links, String reason, Command command) {
    try {
      Result result = desk.ask(command).get(SECONDS, TimeUnit.SECONDS);
      if (result instanceof Result.Ordered(var changed)) {
        LOG.atWarn()
            .addKeyValue(EventNames.KEY, EventNames.LINK_ORDERED)
            .addKeyValue("order", order)
            .addKeyValue("links", links)
            .addKeyValue("reason", reason)
            .log("an operator changed links");
        ObjectNode json = Answer.object().put("order", order);
        var list = json.putArray("changed");
        changed.forEach(list::add);
        return Answer.json(200, json);
      }
      return Answer.problem(
          409, "Refused", result instanceof Result.Refused(var why) ? why : "not taken");
    } catch (TimeoutException | ExecutionException e) {
      return Answer.problem(503, "No answer", "the event loop has not answered for 2 s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.problem(503, "Interrupted", "the gateway is stopping");
    }
  }
}

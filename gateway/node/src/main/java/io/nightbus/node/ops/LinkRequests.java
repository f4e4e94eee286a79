package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.link.LinkScope;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.ops.log.EventNames;
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
  private static final int LONGEST_BODY = 16 * 1024;
  private static final long SECONDS = 2;

  private final Desk desk;
  private final Bodies.Patience patience;

  LinkRequests(Desk desk, Bodies.Patience patience) {
    this.desk = desk;
    this.patience = patience;
  }

  Answer take(HttpExchange exchange) {
    return JsonBody.answer(exchange, patience, LONGEST_BODY, body -> take(Order.of(body)));
  }

  private Answer take(Order order) {
    String links = order.text("links");
    String by = order.by();
    String reason = order.reason();
    LinkScope scope = LinkScope.parse(links);
    Command command =
        switch (order.text("order")) {
          case "drain" ->
              new Command.DrainLinks(scope, order.length(Command.DrainLinks.USUAL), by, reason);
          case "restore" -> new Command.RestoreLinks(scope, by, reason);
          case "weigh" ->
              new Command.WeighSites(
                  scope.endpoint(),
                  weights(order.fields()),
                  order.length(Command.WeighSites.USUAL),
                  by,
                  reason);
          default -> throw new IllegalArgumentException("order: drain, restore or weigh");
        };
    return answer(order, links, order.asked(command));
  }

  private static Map<String, Integer> weights(JsonNode body) {
    var weights = new TreeMap<String, Integer>();
    for (Map.Entry<String, JsonNode> each : body.path("weights").properties()) {
      if (!each.getValue().isInt()) {
        throw new IllegalArgumentException(
            "weights: whole numbers by site, as {\"north\": 90, \"south\": 10}");
      }
      weights.put(each.getKey(), each.getValue().asInt());
    }
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("weights: at least one site");
    }
    return weights;
  }

  private Answer answer(Order order, String links, Command command) {
    try {
      Result result = desk.ask(command).get(SECONDS, TimeUnit.SECONDS);
      if (result instanceof Result.Ordered(var changed)) {
        if (!order.isDryRun()) {
          tell(order, links);
        }
        ObjectNode json =
            Answer.object().put("order", order.text("order")).put("dryRun", order.isDryRun());
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

  private static void tell(Order order, String links) {
    LOG.atWarn()
        .addKeyValue(EventNames.KEY, EventNames.LINK_ORDERED)
        .addKeyValue("order", order.text("order"))
        .addKeyValue("links", links)
        .addKeyValue("by", order.by())
        .addKeyValue("reason", order.reason())
        .log("an operator changed links");
  }
}

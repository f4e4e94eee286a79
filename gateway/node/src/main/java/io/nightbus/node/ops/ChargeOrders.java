package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Hold.Scope;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads an operator's order about charges from the body of a request, and words what came of it.
 * {@link IllegalArgumentException} says what is wrong with a body.
 */
final class ChargeOrders {
  private static final Pattern RANGE = Pattern.compile("\\d{6}");
  private static final int FASTEST = 1_000_000;

  private ChargeOrders() {}

  static Command read(String name, Order order) {
    return new Command.ChargeOrder(
        action(name, order), order.by(), order.reason(), order.isDryRun());
  }

  private static Action action(String name, Order order) {
    JsonNode body = order.fields();
    Duration length = order.length(Action.Place.USUAL);
    return switch (name) {
      case "hold" -> new Action.Place(scope(body), value(body), 0, length);
      case "throttle" -> new Action.Place(Scope.EVERYTHING, "", most(body), length);
      case "release" -> new Action.Lift(scope(body), value(body));
      case "cancel" -> new Action.Cancel(batch(body), text(body, "charge"), range(body));
      case "retry" -> new Action.Retry(batch(body), text(body, "charge"), range(body));
      case "recover" -> new Action.Recover(batch(body), text(body, "charge"), range(body));
      case "settle" ->
          new Action.Settle(batch(body), text(body, "charge"), range(body), authorised(body));
      default ->
          throw new IllegalArgumentException(
              "an order is one of hold, throttle, release, cancel, retry, recover, settle");
    };
  }

  private static String text(JsonNode body, String field) {
    return body.path(field).asText("");
  }

  private static Scope scope(JsonNode body) {
    String text = text(body, "scope").toUpperCase(Locale.ROOT);
    for (Scope scope : Scope.values()) {
      if (scope.name().equals(text)) {
        return scope;
      }
    }
    throw new IllegalArgumentException("scope is one of everything, batch, range, device");
  }

  private static String value(JsonNode body) {
    Scope scope = scope(body);
    String value = text(body, "value");
    if ((scope == Scope.EVERYTHING) != value.isEmpty()) {
      throw new IllegalArgumentException(
          "value names the batch, range or device; nothing where scope is everything");
    }
    if (scope == Scope.RANGE && !RANGE.matcher(value).matches()) {
      throw new IllegalArgumentException("a range is the first six digits of a card");
    }
    return value;
  }

  private static int most(JsonNode body) {
    int most = body.path("most").asInt(0);
    if (most < 1 || most > FASTEST) {
      throw new IllegalArgumentException("most runs from 1 to " + FASTEST + " a second");
    }
    return most;
  }

  /** A slip must not reach every charge: one of batch, charge and range is named. */
  private static String batch(JsonNode body) {
    String batch = text(body, "batch");
    if (batch.isEmpty() && text(body, "charge").isEmpty() && range(body).isEmpty()) {
      throw new IllegalArgumentException("say which charges: batch, charge or range");
    }
    return batch;
  }

  private static String range(JsonNode body) {
    String range = text(body, "range");
    if (!range.isEmpty() && !RANGE.matcher(range).matches()) {
      throw new IllegalArgumentException("a range is the first six digits of a card");
    }
    return range;
  }

  private static boolean authorised(JsonNode body) {
    return switch (text(body, "as")) {
      case "authorised" -> true;
      case "not-authorised" -> false;
      default -> throw new IllegalArgumentException("as is authorised or not-authorised");
    };
  }

  /** What was done, or would be. */
  static Answer said(Result.Handled handled) {
    String done =
        String.format(
            Locale.ROOT,
            "%s%,d charges, %,d in minor units%s%s",
            handled.dryRun() ? "would concern " : "",
            handled.count(),
            handled.amount(),
            handled
                .until()
                .map(until -> ", until " + until.truncatedTo(ChronoUnit.SECONDS))
                .orElse(""),
            handled.left() == 0
                ? ""
                : String.format(
                    Locale.ROOT, "; %,d left as they are: %s", handled.left(), why(handled)));
    ObjectNode said =
        Answer.object()
            .put("id", handled.dryRun() ? "dry run" : "done")
            .put("done", done)
            .put("count", handled.count())
            .put("amount", handled.amount())
            .put("left", handled.left())
            .put("spent", handled.bounded().spent())
            .put("notDue", handled.bounded().notDue())
            .put("dryRun", handled.dryRun());
    handled.until().ifPresent(until -> said.put("until", until.toString()));
    handled.bounded().due().ifPresent(due -> said.put("due", due.toString()));
    return Answer.json(200, said);
  }

  private static String why(Result.Handled handled) {
    Result.Bounded bounded = handled.bounded();
    var whys = new ArrayList<String>();
    if (bounded.spent() > 0) {
      whys.add(
          String.format(Locale.ROOT, "of %,d the budget of attempts is spent", bounded.spent()));
    }
    bounded
        .due()
        .ifPresent(due ->
            whys.add(
                String.format(
                    Locale.ROOT,
                    "%,d are not due yet, the first not before %s",
                    bounded.notDue(),
                    due.truncatedTo(ChronoUnit.SECONDS))));
    long others = handled.left() - bounded.spent() - bounded.notDue();
    if (others > 0) {
      whys.add(
          whys.isEmpty()
              ? "it may not be done to them"
              : String.format(Locale.ROOT, "to %,d it may not be done", others));
    }
    return String.join("; ", whys);
  }
}

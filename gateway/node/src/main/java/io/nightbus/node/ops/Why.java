package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is wrong and what to do about it, told from a {@link Picture} alone: as text, and as JSON.
 */
final class Why {
  private Why() {}

  /**
   * Sentences.
   *
   * @param endpoint only what concerns it; empty for everything
   */
  static String text(Picture picture, String endpoint) {
    Sight sight = picture.sight();
    List<Trouble> troubles = about(picture.troubles(), endpoint);
    List<Trouble> traces = about(picture.traces(), endpoint);
    var text = new StringBuilder();
    text.append(sight.outline().node()).append(", ").append(Words.clock(sight.at())).append("\n");
    if (troubles.isEmpty()) {
      text.append("Nothing is wrong").append(endpoint.isEmpty() ? "" : " with " + endpoint);
      text.append(traces.isEmpty() ? ".\n" : " now; what happened lately is below.\n");
      text.append(wellness(sight, endpoint)).append(forecast(sight, endpoint));
    }
    for (Trouble trouble : troubles) {
      text.append('\n').append(trouble.what()).append('\n');
      line(
          text,
          "since",
          Words.clock(trouble.since()) + ", " + Words.age(trouble.since(), sight.at()) + " ago");
      told(text, trouble);
    }
    for (Trouble trace : traces) {
      text.append("\nLately: ").append(trace.what()).append('\n');
      told(text, trace);
    }
    return text.toString();
  }

  private static void told(StringBuilder text, Trouble trouble) {
    line(text, "cause", trouble.cause());
    line(text, "tried", trouble.tried());
    line(text, "stake", trouble.stake());
    line(text, "do", trouble.next());
    line(text, "runbook", trouble.kind().alert() + ".md");
  }

  private static void line(StringBuilder text, String name, String words) {
    if (!words.isEmpty()) {
      text.append("  ")
          .append(name)
          .append(" ".repeat(9 - name.length()))
          .append(words)
          .append('\n');
    }
  }

  private static String wellness(Sight sight, String endpoint) {
    var text = new StringBuilder();
    for (Status.EndpointView view : sight.status().endpoints()) {
      if (endpoint.isEmpty() || view.name().equals(endpoint)) {
        long up = sight.links(view.name()).stream().filter(Sight::carries).count();
        text.append("  ").append(view.name()).append(": ").append(Words.count(up, "link"));
        text.append(up == 1 ? " carries" : " carry").append(" traffic, the host answers.\n");
      }
    }
    return text.toString();
  }

  /** When the replay will be through, against its deadline; empty where nothing waits. */
  private static String forecast(Sight sight, String endpoint) {
    String to = sight.outline().transitTo().orElse("");
    long left = sight.remaining().count();
    double perSecond = sight.replayPerSecond();
    if (left == 0 || perSecond <= 0 || !(endpoint.isEmpty() || endpoint.equals(to))) {
      return "";
    }
    Instant through = sight.at().plusSeconds((long) (left / perSecond));
    return sight
        .deadline()
        .map(deadline ->
            String.format(
                Locale.ROOT,
                "  %s: %s to replay, %.1f a second; through at %s, the deadline is %s.\n",
                to,
                Words.count(left, "charge"),
                perSecond,
                Words.clock(through),
                Words.clock(deadline)))
        .orElse("");
  }

  private static List<Trouble> about(List<Trouble> all, String endpoint) {
    return all.stream()
        .filter(trouble ->
            endpoint.isEmpty()
                || trouble.object().equals("gateway")
                || trouble.object().split("/", 2)[0].equals(endpoint))
        .toList();
  }

  /** The same, for programs; {@code text} has the sentences. */
  static ObjectNode json(Picture picture, String endpoint) {
    Sight sight = picture.sight();
    ObjectNode json = Answer.object();
    json.put("node", sight.outline().node());
    json.put("at", sight.at().toString());
    ArrayNode list = json.putArray("troubles");
    about(picture.troubles(), endpoint).forEach(trouble -> of(trouble, list.addObject()));
    ArrayNode lately = json.putArray("lately");
    about(picture.traces(), endpoint).forEach(trace -> of(trace, lately.addObject()));
    json.put("text", text(picture, endpoint));
    return json;
  }

  static void of(Trouble trouble, ObjectNode json) {
    json.put("alert", trouble.kind().alert());
    json.put("object", trouble.object());
    json.put("impact", trouble.kind().impact().name().toLowerCase(Locale.ROOT));
    json.put("since", trouble.since().toString());
    json.put("what", trouble.what());
    json.put("cause", trouble.cause());
    json.put("tried", trouble.tried());
    json.put("stake", trouble.stake());
    json.put("next", trouble.next());
  }

  /** Whether the configuration knows an endpoint of this name. */
  static boolean knows(Sight sight, String endpoint) {
    return endpoint.isEmpty()
        || sight.status().endpoints().stream().anyMatch(view -> view.name().equals(endpoint));
  }
}

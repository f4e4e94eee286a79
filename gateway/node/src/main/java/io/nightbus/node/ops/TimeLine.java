package io.nightbus.node.ops;

import io.nightbus.core.Status;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What changed, newest first: links, who answers, breakers, and what people did. Bounded. */
final class TimeLine {
  static final int MOST = 200;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private Map<String, String> before = new TreeMap<>();

  /**
   * One change.
   *
   * @param tone {@code good}, {@code bad} or {@code plain}
   */
  record Entry(Instant at, String tone, String text) {}

  synchronized void look(Sight sight) {
    var now = new TreeMap<String, String>();
    for (Status.LinkView link : sight.status().links()) {
      String id = link.endpoint() + "/" + link.site() + "/" + link.name();
      boolean carries = Sight.carries(link);
      now.put("link " + id, carries ? "up" : "down");
      String cause = sight.story(link).cause();
      change(
          now,
          "link " + id,
          sight.story(link).since(),
          carries,
          carries
              ? "Link " + id + " is up"
              : "Link " + id + " is down" + (cause.isEmpty() ? "" : ": " + Words.reason(cause)));
    }
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      String who = endpoint.answering();
      now.put("answering " + endpoint.name(), who);
      change(
          now,
          "answering " + endpoint.name(),
          sight.at(),
          who.equals("HOST"),
          switch (who) {
            case "HOST" -> endpoint.name() + " answers itself";
            case "STAND_IN" -> "Stand-in answers for " + endpoint.name();
            default -> "Nobody answers for " + endpoint.name();
          });
      now.put(
          "breaker " + endpoint.name(), endpoint.breaker().equals("CLOSED") ? "closed" : "open");
      change(
          now,
          "breaker " + endpoint.name(),
          sight.at(),
          endpoint.breaker().equals("CLOSED"),
          "The breaker of "
              + endpoint.name()
              + (endpoint.breaker().equals("CLOSED") ? " is closed" : " is open"));
    }
    before = now;
  }

  private void change(Map<String, String> now, String key, Instant at, boolean good, String text) {
    String was = before.get(key);
    if (was != null && !was.equals(now.get(key))) {
      add(new Entry(at, good ? "good" : "bad", text));
    }
  }

  /** Something that a person did. */
  synchronized void add(Entry entry) {
    entries.addFirst(entry);
    if (entries.size() > MOST) {
      entries.removeLast();
    }
  }

  synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }
}

package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often things happened within the last minute, by kind, endpoint and detail (as labels say
 * them). Made of the counters that Prometheus scrapes too, looked at once a second.
 */
record Lately(Map<String, Long> counts) {
  /** Looks that are a minute apart. */
  private static final int LOOKS = 60;

  static final Lately NOTHING = new Lately(Map.of());

  /** Of one kind at one endpoint, over every detail. */
  long of(Fact.Kind kind, String endpoint) {
    return sum(kind + " " + endpoint + " ");
  }

  /** Of one kind, endpoint and detail. */
  long of(Fact.Kind kind, String endpoint, String detail) {
    return counts.getOrDefault(kind + " " + endpoint + " " + detail, 0L);
  }

  private long sum(String prefix) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Remembers looks; on one thread. */
  static final class Memory {
    private final ArrayDeque<Map<String, Long>> looks = new ArrayDeque<>();

    Lately look(Map<String, Long> totals) {
      looks.addLast(totals);
      if (looks.size() > LOOKS) {
        looks.removeFirst();
      }
      Map<String, Long> before = looks.getFirst();
      var counts = new TreeMap<String, Long>();
      totals.forEach((what, count) -> {
        long more = count - before.getOrDefault(what, 0L);
        if (more > 0) {
          counts.put(what, more);
        }
      });
      return new Lately(counts);
    }
  }
}

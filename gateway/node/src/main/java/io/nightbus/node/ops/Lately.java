package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often things happened within a while, by kind, endpoint and detail (as labels say them). Made
 * of the counters that Prometheus scrapes too, looked at once a second.
 */
record Lately(Map<String, Long> counts) {
  /** What is counted here besides facts and {@link OwnMetric}s, as {@code WHAT endpoint detail}. */
  enum Besides {
    /** Requests that got their answer after more than two seconds; the detail is its class. */
    SLOW_ANSWER,
    /** Commits of the book that took more than a tenth of a second. */
    SLOW_COMMIT,
    /** Looks at which the event loop took more than half a second to answer. */
    SLOW_LOOP;

    /** Of no endpoint and without a detail. */
    String key() {
      return name() + "  ";
    }
  }

  static final Lately NOTHING = new Lately(Map.of());

  /** Of one kind at one endpoint, over every detail. */
  long of(Fact.Kind kind, String endpoint) {
    return sum(kind + " " + endpoint + " ");
  }

  /** Of one kind, endpoint and detail. */
  long of(Fact.Kind kind, String endpoint, String detail) {
    return counts.getOrDefault(kind + " " + endpoint + " " + detail, 0L);
  }

  /** How often, by detail, of one kind at one endpoint. */
  Map<String, Long> details(Fact.Kind kind, String endpoint) {
    String prefix = kind + " " + endpoint + " ";
    var details = new TreeMap<String, Long>();
    counts.forEach((what, count) -> {
      if (what.startsWith(prefix)) {
        details.put(what.substring(prefix.length()), count);
      }
    });
    return details;
  }

  /** Over every label. */
  long of(OwnMetric metric) {
    return sum(metric + " ");
  }

  /** At one endpoint; empty for what is of none. */
  long of(Besides what, String endpoint) {
    return sum(what + " " + endpoint + " ");
  }

  private long sum(String prefix) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Remembers looks that are a second apart; on one thread. Bounded: at most {@link #LOOKS}. */
  static final class Memory {
    private static final int LOOKS = 60;

    private final ArrayDeque<Map<String, Long>> looks = new ArrayDeque<>();
    private final int every;
    private int passed;

    /**
     * @param minutes how far back it remembers; so many looks are passed over between two
     */
    Memory(int minutes) {
      every = minutes;
    }

    /** What was counted since the oldest look that it remembers. */
    Lately look(Map<String, Long> totals) {
      if (passed == 0) {
        looks.addLast(totals);
        if (looks.size() > LOOKS) {
          looks.removeFirst();
        }
      }
      passed = (passed + 1) % every;
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

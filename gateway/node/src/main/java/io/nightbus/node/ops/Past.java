package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the gateway remembers of the time before the last minute, as far back as its alerts look; it
 * begins with the process.
 *
 * @param counted by how far back
 * @param last when each trouble ({@link Trouble#key}) was seen last, for ten minutes
 */
record Past(Map<Window, Lately> counted, Map<String, Instant> last) {
  static final Past NOTHING = new Past(Map.of(), Map.of());

  /** How far back: the windows of the alerts. */
  enum Window {
    TWO_MINUTES(2),
    FIVE_MINUTES(5),
    TEN_MINUTES(10),
    HALF_AN_HOUR(30),
    AN_HOUR(60),
    SIX_HOURS(360),
    THREE_DAYS(4320);

    private final int minutes;

    Window(int minutes) {
      this.minutes = minutes;
    }

    /** As in "within …". */
    String words() {
      return switch (this) {
        case TWO_MINUTES -> "two minutes";
        case FIVE_MINUTES -> "five minutes";
        case TEN_MINUTES -> "ten minutes";
        case HALF_AN_HOUR -> "half an hour";
        case AN_HOUR -> "an hour";
        case SIX_HOURS -> "six hours";
        case THREE_DAYS -> "three days";
      };
    }

    /** When it begins that ends now. */
    Instant before(Instant now) {
      return now.minusSeconds(60L * minutes);
    }

    /** So far back only the objective is looked at. */
    private boolean isOfObjective() {
      return minutes > 10;
    }
  }

  Lately within(Window window) {
    return counted.getOrDefault(window, Lately.NOTHING);
  }

  /** Remembers, within bounds; on one thread. */
  static final class Memory {
    private static final String OBJECTIVE = Fact.Kind.REQUEST_ANSWERED + " ";

    private final Map<Window, Lately.Memory> windows = new EnumMap<>(Window.class);
    private final Map<String, Instant> last = new TreeMap<>();

    Memory() {
      for (Window window : Window.values()) {
        windows.put(window, new Lately.Memory(window.minutes));
      }
    }

    /** Takes in the counters of now, and what was wrong at the look before. */
    Past look(Map<String, Long> totals, Picture before) {
      Instant at = before.sight().at();
      before.troubles().forEach(trouble -> last.put(trouble.key(), at));
      last.values().removeIf(seen -> seen.isBefore(at.minusSeconds(600)));
      var objective = new HashMap<>(totals);
      objective.keySet().removeIf(what -> !what.startsWith(OBJECTIVE));
      var counted = new EnumMap<Window, Lately>(Window.class);
      windows.forEach((window, memory) ->
          counted.put(window, memory.look(window.isOfObjective() ? objective : totals)));
      return new Past(counted, Map.copyOf(last));
    }
  }
}

package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.core.Status;
import io.nightbus.node.ops.Past.Window;
import io.nightbus.node.ops.Trouble.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether requests are answered, and in time, as the objective says: the symptom itself, told where
 * no trouble with a better name is or has just been.
 */
final class ServiceTroubles {
  /** What may go unanswered: the objective is 99.95 %. */
  private static final double BUDGET = 0.0005;

  private static final double FAST = 14.4 * BUDGET;
  private static final double MEDIUM = 6 * BUDGET;

  /** Of answers that may take more than two seconds. */
  private static final double SLOW_SHARE = 0.05;

  /** Fewer requests than one in five seconds say nothing. */
  private static final long FEW_A_MINUTE = 12;

  private final Sight sight;
  private final List<Trouble> others;
  private final List<Trouble> found = new ArrayList<>();

  private ServiceTroubles(Sight sight, List<Trouble> others) {
    this.sight = sight;
    this.others = others;
  }

  /**
   * @param others that were found in the same picture
   */
  static List<Trouble> of(Sight sight, List<Trouble> others) {
    var troubles = new ServiceTroubles(sight, others);
    boolean deaf =
        others.stream()
            .map(Trouble::kind)
            .anyMatch(kind -> kind == Kind.EVENT_LOOP_SILENT || kind == Kind.STORE_NOT_WRITING);
    if (deaf) {
      return List.of(); // nothing can be answered; what was counted before says nothing of now
    }
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      troubles.slow(endpoint);
      troubles.unanswered(endpoint.name());
    }
    return troubles.found;
  }

  private void slow(Status.EndpointView endpoint) {
    String name = endpoint.name();
    long all = sight.lately().of(Fact.Kind.REQUEST_DURATION, name);
    long slow = sight.lately().of(Lately.Besides.SLOW_ANSWER, name);
    boolean away =
        isOrWas(Kind.ALL_LINKS_DOWN, name, 120) || isOrWas(Kind.HOST_NOT_ANSWERING, name, 120);
    if (all > FEW_A_MINUTE && slow > SLOW_SHARE * all && !away) {
      found.add(
          new Trouble(
              Kind.ANSWERS_SLOW,
              name,
              sight.at(),
              name + " answers slowly.",
              slow
                  + " of "
                  + Words.count(all, "answer")
                  + " within the last minute took more than 2 s; one in twenty may.",
              "Traffic prefers the links with the fewest requests that wait.",
              Stakes.of(sight, endpoint),
              "Ask " + name + "; `nightbus link list` shows whether one site is slower."));
    }
  }

  private void unanswered(String from) {
    long lately = sight.past().within(Window.FIVE_MINUTES).of(Fact.Kind.REQUEST_ANSWERED, from);
    if (lately <= 5 * FEW_A_MINUTE || hasBetterName()) {
      return;
    }
    if (share(from, Window.AN_HOUR) > FAST && share(from, Window.FIVE_MINUTES) > FAST) {
      burns(Kind.BUDGET_BURNS_FAST, from, Window.AN_HOUR, "two days");
    } else if (share(from, Window.SIX_HOURS) > MEDIUM
        && share(from, Window.HALF_AN_HOUR) > MEDIUM) {
      burns(Kind.BUDGET_BURNS, from, Window.SIX_HOURS, "five days");
    }
  }

  private void burns(Kind kind, String from, Window window, String end) {
    found.add(
        new Trouble(
            kind,
            from,
            sight.at(),
            "Requests of "
                + from
                + " go unanswered: the month's budget is gone within "
                + end
                + ".",
            lost(sight, from, window) + reasons(),
            "",
            "Cardholders are told to try later.",
            "Follow the most frequent reason; `nightbus status` shows whose links are full."));
  }

  /** How many of an originator's requests nobody answered, as a sentence. */
  static String lost(Sight sight, String from, Window window) {
    Lately counts = sight.past().within(window);
    return String.format(
        Locale.ROOT,
        "%,d of %,d within %s were answered by nobody.",
        bad(counts, from),
        counts.of(Fact.Kind.REQUEST_ANSWERED, from),
        window.words());
  }

  /** More than the objective allows in three days; not where it burns faster. */
  static boolean missesObjective(Sight sight, String from) {
    var troubles = new ServiceTroubles(sight, List.of());
    return troubles.share(from, Window.THREE_DAYS) > BUDGET
        && troubles.share(from, Window.SIX_HOURS) > BUDGET;
  }

  /** Why requests were not sent or have no outcome, by the endpoint that they go to. */
  private String reasons() {
    Lately lately = sight.past().within(Window.FIVE_MINUTES);
    var words = new ArrayList<String>();
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      for (Fact.Kind kind : List.of(Fact.Kind.REQUEST_REFUSED, Fact.Kind.OUTCOME_UNKNOWN)) {
        lately
            .details(kind, endpoint.name())
            .forEach((reason, count) ->
                words.add(endpoint.name() + " " + reason.replace('_', ' ') + " " + count));
      }
    }
    return words.isEmpty()
        ? ""
        : " By reason, within five minutes: " + String.join(", ", words) + ".";
  }

  private double share(String from, Window window) {
    Lately counts = sight.past().within(window);
    long all = counts.of(Fact.Kind.REQUEST_ANSWERED, from);
    return all == 0 ? 0 : (double) bad(counts, from) / all;
  }

  private static long bad(Lately counts, String from) {
    return counts.of(Fact.Kind.REQUEST_ANSWERED, from, "unsent")
        + counts.of(Fact.Kind.REQUEST_ANSWERED, from, "unknown");
  }

  private boolean hasBetterName() {
    return sight.status().endpoints().stream()
        .map(Status.EndpointView::name)
        .anyMatch(name ->
            isOrWas(Kind.ALL_LINKS_DOWN, name, 600)
                || isOrWas(Kind.HOST_NOT_ANSWERING, name, 600)
                || isOrWas(Kind.RANGE_OUT, name, 600)
                || isOrWas(Kind.MAINTENANCE, name, 600));
  }

  private boolean isOrWas(Kind kind, String object, long seconds) {
    Instant last = sight.past().last().get(kind + " " + object);
    return others.stream()
            .anyMatch(trouble -> trouble.kind() == kind && trouble.object().equals(object))
        || (last != null && last.isAfter(sight.at().minusSeconds(seconds)));
  }
}

package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.node.ops.Past.Window;
import io.nightbus.node.ops.Trouble.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What befell an endpoint within the last minutes. */
final class PeerTraces {
  private final Sight sight;
  private final String name;
  private final Lately two;
  private final Lately five;
  private final List<Trouble> found = new ArrayList<>();

  private PeerTraces(Sight sight, String name) {
    this.sight = sight;
    this.name = name;
    two = sight.past().within(Window.TWO_MINUTES);
    five = sight.past().within(Window.FIVE_MINUTES);
  }

  static List<Trouble> of(Sight sight, String endpoint) {
    var traces = new PeerTraces(sight, endpoint);
    traces.answers();
    traces.requests();
    traces.deliveries();
    traces.links();
    return traces.found;
  }

  private void answers() {
    long mispaired = five.of(Fact.Kind.ANSWER_MISPAIRED, name);
    if (mispaired > 0) {
      tell(
          Kind.ANSWERS_MISPAIRED,
          Window.FIVE_MINUTES,
          name + " answered with other requests' answers.",
          Words.count(mispaired, "answer") + " within five minutes; none was handed on.",
          "Call " + name + " with the time.");
    }
    long unknown = two.of(Fact.Kind.OUTCOME_UNKNOWN, name);
    if (unknown > 2) {
      tell(
          Kind.OUTCOMES_UNKNOWN,
          Window.TWO_MINUTES,
          name + " left requests unanswered.",
          Words.count(unknown, "request")
              + " got no answer within two minutes; a reversal is owed for each.",
          "Ask " + name + " about lost answers, with link and time.");
    }
    long late = two.of(Fact.Kind.ANSWER_LATE, name);
    if (late > 2) {
      tell(
          Kind.ANSWERS_LATE,
          Window.TWO_MINUTES,
          name + " answered after the deadline.",
          Words.count(late, "answer")
              + " within two minutes; each request had been given up and reversed.",
          "Compare our `request` time with what " + name + " promises.");
    }
    long twice = five.of(Fact.Kind.ANSWER_DUPLICATE, name);
    long stray = five.of(Fact.Kind.ANSWER_UNMATCHED, name);
    if (twice + stray > 2) {
      tell(
          Kind.STRAY_ANSWERS,
          Window.FIVE_MINUTES,
          name + " sent answers that nobody asked for.",
          twice + " came twice, " + stray + " belonged to no request; they have no effect.",
          "Ask " + name + " about answers that it repeats, or to somebody else's requests.");
    }
  }

  private void requests() {
    long again = two.of(Fact.Kind.REQUEST_DUPLICATE, name);
    if (again > 60) {
      tell(
          Kind.REQUESTS_REPEATED,
          Window.TWO_MINUTES,
          name + " asked the same again and again.",
          Words.count(again, "request")
              + " within two minutes had been seen before; each got the same answer.",
          "Ask " + name + " whether our answers reach it.");
    }
    long full =
        sight.lately().of(Fact.Kind.REQUEST_REFUSED, name, "window_full")
            + sight.lately().of(Fact.Kind.REQUEST_REFUSED, name, "pressure")
            + sight.lately().of(Fact.Kind.REQUEST_REFUSED, name, "busy");
    if (full > 0) {
      tell(
          Kind.OVERLOADED,
          Window.TWO_MINUTES,
          "More requests for " + name + " than its links take.",
          Words.count(full, "request") + " within the last minute were not sent.",
          "See whether its answers are slow; if not, agree more links or a larger window.");
    }
    long withdrawn = five.of(Fact.Kind.STANDIN_WITHDRAWN, name);
    if (withdrawn > 0) {
      tell(
          Kind.STANDIN_WITHDRAWN,
          Window.FIVE_MINUTES,
          Words.count(withdrawn, "stand-in decision") + " for " + name + " were taken back.",
          listed(five.details(Fact.Kind.STANDIN_WITHDRAWN, name))
              + " They were answered 91 and took none of the exposure.",
          "See whether the book is slow, or the originator went away.");
    }
    if (ServiceTroubles.missesObjective(sight, name)) {
      tell(
          Kind.OBJECTIVE_MISSED,
          Window.THREE_DAYS,
          "Requests of " + name + " went unanswered: this month's objective will be missed.",
          ServiceTroubles.lost(sight, name, Window.THREE_DAYS),
          "Find the outages of these days with `nightbus incident list`.");
    }
  }

  private void deliveries() {
    long again = two.of(Fact.Kind.OBLIGATION_REPEATED, name);
    boolean owed =
        sight.status().endpoints().stream()
            .filter(endpoint -> endpoint.name().equals(name))
            .anyMatch(it -> it.reversals() + it.advices() + it.chargesQueued() > 0);
    if (again > 5 && owed && sight.links(name).stream().anyMatch(Sight::carries)) {
      tell(
          Kind.DELIVERIES_STUCK,
          Window.TWO_MINUTES,
          "Deliveries to " + name + " are repeated.",
          Words.count(again, "time") + " within two minutes: they are not answered.",
          "Ask " + name + " whether it takes advices and reversals; nightbus saf list has them.");
    }
  }

  private void links() {
    long refused = of(two, "sign_on_refused") + of(two, "sign_on_timeout");
    if (refused > 0) {
      tell(
          Kind.SIGN_ON_FAILS,
          Window.TWO_MINUTES,
          name + " does not sign us on.",
          Words.count(refused, "attempt")
              + " within two minutes: TCP connects, but the sign-on is refused or not answered.",
          "Ask " + name + " whether it expects us; `nightbus link list` says where.");
    }
    long unreadable =
        five.of(Fact.Kind.UNREADABLE, name)
            + of(five, "frame_too_long")
            + of(five, "frame_too_slow");
    if (unreadable > 0) {
      tell(
          Kind.MALFORMED,
          Window.FIVE_MINUTES,
          name + " sent what is not a message.",
          Words.count(unreadable, "frame")
              + " within five minutes; the link that sent it was cut. "
              + listed(five.details(Fact.Kind.UNREADABLE, name)),
          "Ask " + name + " which dialect it speaks there, or what is in between.");
    }
    if (two.of(Fact.Kind.LINK_DOUBT, name) > 0) {
      List<String> suspected =
          sight.links(name).stream()
              .filter(link -> link.state().equals("SUSPECT"))
              .map(link -> link.site() + "/" + link.name())
              .toList();
      tell(
          Kind.LINK_DOUBTED,
          Window.TWO_MINUTES,
          "A link to " + name + " stands and was not trusted.",
          listed(two.details(Fact.Kind.LINK_DOUBT, name))
              + (suspected.isEmpty()
                  ? " All are trusted again."
                  : " Not trusted yet: " + String.join(", ", suspected) + "."),
          "Tell " + name + " which link and since when; it is probed by itself.");
    }
  }

  private long of(Lately counts, String state) {
    return counts.of(Fact.Kind.LINK_STATE, name, state);
  }

  /** Reasons and how often, as a sentence; empty where none are told. */
  private static String listed(Map<String, Long> reasons) {
    var words = new ArrayList<String>();
    reasons.forEach((reason, count) ->
        words.add(reason.toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + count));
    return words.isEmpty() ? "" : "By reason: " + String.join(", ", words) + ".";
  }

  private void tell(Kind kind, Window window, String what, String cause, String next) {
    found.add(
        new Trouble(kind, name, window.before(sight.at()), what, cause.strip(), "", "", next));
  }
}

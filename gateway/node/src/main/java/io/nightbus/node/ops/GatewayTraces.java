package io.nightbus.node.ops;

import io.nightbus.node.ops.Past.Window;
import io.nightbus.node.ops.Trouble.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What befell the gateway itself within the last minutes. */
final class GatewayTraces {
  private static final Duration YOUNG = Duration.ofMinutes(10);

  private final Sight sight;
  private final Past past;
  private final List<Trouble> found = new ArrayList<>();

  private GatewayTraces(Sight sight) {
    this.sight = sight;
    past = sight.past();
  }

  static List<Trouble> of(Sight sight) {
    var traces = new GatewayTraces(sight);
    traces.process();
    traces.book();
    traces.strangers();
    return traces.found;
  }

  private void process() {
    if (sight.own().up().compareTo(YOUNG) < 0) {
      tell(
          Kind.RESTARTED,
          Window.TEN_MINUTES,
          "This process began " + Words.span(sight.own().up()) + " ago.",
          "",
          "What an earlier one had sent without an answer was reversed or will be repeated.",
          "If nobody ordered it: the log before that says why, or who keeps the process.");
    }
    long pauses = past.within(Window.FIVE_MINUTES).of(OwnMetric.PAUSES);
    long slow = sight.lately().of(Lately.Besides.SLOW_LOOP, "");
    if (pauses + slow > 0) {
      tell(
          Kind.STANDS_STILL,
          Window.FIVE_MINUTES,
          "The gateway stood still.",
          Words.count(pauses, "time")
              + " for more than a second within five minutes; "
              + Words.count(slow, "time")
              + " its event loop took more than half a second within one.",
          "",
          "Look for a suspended machine, no processor left, memory that is swapped.");
    }
    if (past.within(Window.TEN_MINUTES).of(OwnMetric.CLOCK_JUMPS) > 0) {
      tell(
          Kind.CLOCK_JUMPED,
          Window.TEN_MINUTES,
          "The clock was set within the last ten minutes, by more than a second.",
          "",
          "Timers do not follow it; times in messages and in the book do.",
          "See that one service alone keeps the time, and slews it.");
    }
    long lines = past.within(Window.TEN_MINUTES).of(OwnMetric.LOG_DROPPED);
    long labels = past.within(Window.TEN_MINUTES).of(OwnMetric.TRUNCATED);
    if (lines + labels > 0) {
      tell(
          Kind.TELEMETRY_DROPPED,
          Window.TEN_MINUTES,
          "Not everything could be told within the last ten minutes.",
          Words.count(lines, "log line")
              + " lost; "
              + Words.count(labels, "fact")
              + " counted under another label.",
          "Payments go on; the journal in the book has everything that was ordered.",
          "See who reads the log too slowly, or where its disk is full.");
    }
  }

  private void book() {
    long commits = sight.lately().of(OwnMetric.STORE_COMMIT);
    long slow = sight.lately().of(Lately.Besides.SLOW_COMMIT, "");
    if (slow * 10 > commits) {
      tell(
          Kind.STORE_SLOW,
          Window.TWO_MINUTES,
          "The book was slow within the last minute.",
          slow + " of " + Words.count(commits, "commit") + " took more than 0.1 s.",
          "",
          "See what else writes to its disk.");
    }
  }

  private void strangers() {
    long refused = past.within(Window.FIVE_MINUTES).of(OwnMetric.ADMIN_REFUSED);
    if (refused > 5) {
      tell(
          Kind.ADMIN_REFUSED,
          Window.FIVE_MINUTES,
          Words.count(refused, "request") + " to the admin address were refused in five minutes.",
          "No or a wrong token, not the role, too large, or too many at once.",
          "Nothing was done for them.",
          "See who asks: a job with an old token, or somebody who tries.");
    }
    long crowded = past.within(Window.TWO_MINUTES).of(OwnMetric.REFUSED_CONNECTIONS);
    if (crowded > 5) {
      tell(
          Kind.CONNECTIONS_REFUSED,
          Window.TWO_MINUTES,
          Words.count(crowded, "connection")
              + " within two minutes came to addresses whose links were all taken.",
          "A peer opens more than were agreed, or does not close its old ones.",
          "Each was closed at once.",
          "Ask that peer how many it opens, and count its links in the configuration.");
    }
    long silent = sight.lately().of(OwnMetric.UNIDENTIFIED_CONNECTIONS);
    if (sight.own().waiting() > 50 || silent > 120) {
      tell(
          Kind.SILENT_CONNECTIONS,
          Window.TWO_MINUTES,
          "A crowd connects and says nothing.",
          Words.count(sight.own().waiting(), "connection")
              + " wait; "
              + silent
              + " ended within the last minute without a word.",
          "They take no link and are closed after 5 s.",
          "A port scanner, a balancer that looks too often, or an attack: see where from.");
    }
  }

  private void tell(
      Kind kind, Window window, String what, String cause, String tried, String next) {
    found.add(
        new Trouble(kind, "gateway", window.before(sight.at()), what, cause, tried, "", next));
  }
}

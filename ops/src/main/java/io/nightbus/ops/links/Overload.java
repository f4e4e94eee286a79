package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.links.Asker.Course;
import io.nightbus.ops.stage.Shipped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Ten times what the links of a peer can carry: who is refused hears it at once. A run is a peer of
 * its own; some are overloaded at the same time.
 */
final class Overload {
  /** Together they are asked as much as one machine bears beside those who ask and answer. */
  private static final int AT_ONCE = 4;

  /** Two links of so many requests, each answered after so long: what can be carried. */
  private static final int WINDOW = 4;

  private static final int ANSWER_MILLIS = 80;
  private static final double SUSTAINABLE = 2 * WINDOW * 1_000.0 / ANSWER_MILLIS;
  private static final double USUAL_SHARE = 0.3;
  private static final Duration USUAL = Duration.ofSeconds(20);
  private static final Duration CALM_AGAIN = Duration.ofSeconds(5);

  /** After which whatever was asked has its answer. */
  private static final Duration ANSWERED = Duration.ofSeconds(3);

  private static final double REFUSED_WITHIN = 5;

  private final Shipped shipped;
  private final Path directory;
  private final int runs;
  private final Duration length;
  private final Consumer<String> progress;

  Overload(Shipped shipped, Path directory, int runs, Duration length, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.runs = runs;
    this.length = length;
    this.progress = progress;
  }

  /** What was asked of one peer. */
  private record Run(List<Ask> before, List<Ask> during, List<Ask> after) {
    /** Each list is one's, in the order of the peers. */
    static List<Run> of(List<List<Ask>> before, List<List<Ask>> during, List<List<Ask>> after) {
      return IntStream.range(0, before.size())
          .mapToObj(i -> new Run(before.get(i), during.get(i), after.get(i)))
          .toList();
    }
  }

  /** What is kept of a run: of 300,000 requests the times are not. */
  private record Outcome(
      double refusals,
      double usual,
      double accepted,
      double later,
      long asked,
      long refused,
      long lost,
      long askedLater,
      long refusedLater) {
    static Outcome of(Run run) {
      return new Outcome(
          p99(run.during, Ask::isHurt),
          p99(run.before, Ask::isApproved),
          p99(run.during, Ask::isApproved),
          p99(run.after, Ask::isApproved),
          run.during.size(),
          run.during.stream().filter(Ask::isHurt).count(),
          run.during.stream().filter(Ask::isLost).count(),
          run.after.size(),
          run.after.stream().filter(Ask::isHurt).count());
    }
  }

  List<Figure> measure() {
    var outcomes = new ArrayList<Outcome>();
    try (LinkRig rig = new LinkRig(shipped, directory.resolve("overload"), runs, WINDOW, false)) {
      for (int link = 0; link < 2 * runs; link++) {
        rig.host(link).answersAfter(ANSWER_MILLIS);
      }
      for (int first = 0; first < runs; first += AT_ONCE) {
        List<Integer> peers =
            IntStream.range(first, Math.min(runs, first + AT_ONCE)).boxed().toList();
        progress.accept(
            String.format(
                Locale.ROOT,
                "ten times what %d of %d peers can carry, for %d s",
                peers.size(),
                runs,
                length.toSeconds()));
        outcomes.addAll(overloaded(rig, peers));
      }
    }
    return figures(outcomes);
  }

  private List<Outcome> overloaded(LinkRig rig, List<Integer> peers) {
    asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    List<List<Ask>> before = asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    List<List<Ask>> during = asked(rig, peers, 10 * SUSTAINABLE, length);
    rig.pause(CALM_AGAIN.minus(ANSWERED));
    List<List<Ask>> after = asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    return Run.of(before, during, after).stream().map(Outcome::of).toList();
  }

  /** Asks all of these peers for that long; what was asked of each. */
  private static List<List<Ask>> asked(
      LinkRig rig, List<Integer> peers, double perSecond, Duration length) {
    List<Course> courses = peers.stream().map(peer -> rig.asker.begin(peer, perSecond)).toList();
    rig.pause(length);
    courses.forEach(Course::stop);
    rig.pause(ANSWERED);
    return courses.stream().map(course -> course.take(Long.MAX_VALUE)).toList();
  }

  private static List<Figure> figures(List<Outcome> outcomes) {
    long lost = outcomes.stream().mapToLong(Outcome::lost).sum();
    long refused = outcomes.stream().mapToLong(Outcome::refused).sum();
    long asked = outcomes.stream().mapToLong(Outcome::asked).sum();
    long askedLater = outcomes.stream().mapToLong(Outcome::askedLater).sum();
    long refusedLater = outcomes.stream().mapToLong(Outcome::refusedLater).sum();
    Runs refusals = values(outcomes, Outcome::refusals);
    Runs accepted = values(outcomes, outcome -> outcome.accepted / outcome.usual);
    Runs calm = values(outcomes, outcome -> outcome.later / outcome.usual);
    double usual = values(outcomes, Outcome::usual).median();
    return List.of(
        new Figure(
            "10 x the load: refusals",
            "p99 <= 5 ms, none unanswered",
            String.format(
                Locale.ROOT,
                "%.1f ms, worst %.1f of %d, %d of %d refused, %d lost",
                refusals.median(),
                refusals.worst(),
                outcomes.size(),
                refused,
                asked,
                lost),
            refused,
            refusals.median() <= REFUSED_WITHIN && lost == 0 && refused > 0),
        new Figure(
            "10 x the load: p99 of the accepted",
            "median <= 2 x before",
            times(accepted, usual),
            asked - refused,
            accepted.median() <= 2),
        new Figure(
            "5 s after it: p99",
            "median <= 1.2 x before, none refused",
            times(calm, usual) + ", " + refusedLater + " refused",
            askedLater,
            calm.median() <= 1.2 && refusedLater == 0));
  }

  private static String times(Runs ratios, double usual) {
    return String.format(
        Locale.ROOT,
        "%.2f x, worst %.2f of %d (before: %.1f ms)",
        ratios.median(),
        ratios.worst(),
        ratios.millis().size(),
        usual);
  }

  private static Runs values(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    return new Runs(outcomes.stream().map(value::applyAsDouble).toList());
  }

  private static double p99(List<Ask> asks, Predicate<Ask> which) {
    List<Long> sorted =
        asks.stream()
            .filter(which)
            .map(Ask::nanosToAnswer)
            .filter(nanos -> nanos != Ask.NEVER)
            .sorted()
            .toList();
    return sorted.isEmpty() ? Runs.NEVER : Runs.millis(sorted.get(sorted.size() * 99 / 100));
  }
}

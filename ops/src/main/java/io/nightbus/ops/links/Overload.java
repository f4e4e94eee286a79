package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.links.Asker.Course;
import io.nightbus.ops.stage.Shipped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Ten times what the links of a peer can carry: who is refused hears it at once. */
final class Overload {
  /** Two links of so many requests, each answered after so long: what can be carried. */
  private static final int WINDOW = 4;

  private static final int ANSWER_MILLIS = 20;
  private static final double SUSTAINABLE = 2 * WINDOW * 1_000.0 / ANSWER_MILLIS;
  private static final double USUAL_SHARE = 0.3;
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Duration CALM_AGAIN = Duration.ofSeconds(5);

  /** After which whatever was asked has its answer. */
  private static final Duration ANSWERED = Duration.ofSeconds(3);

  private final Shipped shipped;
  private final Path directory;
  private final Duration length;
  private final Consumer<String> progress;

  Overload(Shipped shipped, Path directory, Duration length, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.length = length;
    this.progress = progress;
  }

  List<Figure> measure() {
    try (LinkRig rig = new LinkRig(shipped, directory.resolve("overload"), 1, WINDOW, false)) {
      rig.host(0).answersAfter(ANSWER_MILLIS);
      rig.host(1).answersAfter(ANSWER_MILLIS);
      course(rig, USUAL_SHARE * SUSTAINABLE, USUAL);
      progress.accept("a third of what can be carried");
      List<Ask> before = course(rig, USUAL_SHARE * SUSTAINABLE, USUAL);
      progress.accept("ten times what can be carried, for " + length.toSeconds() + " s");
      List<Ask> during = course(rig, 10 * SUSTAINABLE, length);
      rig.pause(CALM_AGAIN.minus(ANSWERED));
      List<Ask> after = course(rig, USUAL_SHARE * SUSTAINABLE, USUAL);
      double usual = p99(before, Ask::isApproved);
      long lost = during.stream().filter(Ask::isLost).count();
      long refused = during.stream().filter(Ask::isHurt).count();
      double refusals = p99(during, Ask::isHurt);
      double accepted = p99(during, Ask::isApproved);
      double later = p99(after, Ask::isApproved);
      long late = after.stream().filter(Ask::isHurt).count();
      return List.of(
          new Figure(
              "10 x the load: refusals",
              "p99 <= 5 ms, none unanswered",
              String.format(
                  Locale.ROOT,
                  "%.1f ms, %d of %d refused, %d lost",
                  refusals,
                  refused,
                  during.size(),
                  lost),
              refused,
              refusals <= 5 && lost == 0 && refused > 0),
          new Figure(
              "10 x the load: p99 of the accepted",
              String.format(Locale.ROOT, "<= 2 x %.1f ms before", usual),
              String.format(Locale.ROOT, "%.1f ms", accepted),
              during.size() - refused,
              accepted <= 2 * usual),
          new Figure(
              "5 s after it",
              String.format(Locale.ROOT, "p99 <= 1.2 x %.1f ms, none refused", usual),
              String.format(Locale.ROOT, "%.1f ms, %d refused", later, late),
              after.size(),
              later <= 1.2 * usual && late == 0));
    }
  }

  private static List<Ask> course(LinkRig rig, double perSecond, Duration length) {
    Course course = rig.asker.begin(0, perSecond);
    rig.pause(length);
    course.stop();
    rig.pause(ANSWERED);
    return course.asks();
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

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
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Ten times what the links of a peer can carry: who is refused hears it at once. A run is a peer of
 * its own; some are overloaded at the same time.
 */
final class Overload {
  /** So many peers at the same time, that twenty runs of five minutes are half an hour. */
  private static final int AT_ONCE = 4;

  /** Two links of so many requests, each answered after so long: what can be carried. */
  private static final int WINDOW = 4;

  private static final int ANSWER_MILLIS = 20;
  private static final double SUSTAINABLE = 2 * WINDOW * 1_000.0 / ANSWER_MILLIS;
  private static final double USUAL_SHARE = 0.3;
  private static final Duration USUAL = Duration.ofSeconds(10);
  private static final Duration CALM_AGAIN = Duration.ofSeconds(5);
  private static final double REFUSED_WITHIN = 5;

  /** After which whatever was asked has its answer. */
  private static final Duration ANSWERED = Duration.ofSeconds(3);

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

  /** What one peer's requests came to; of a million and more the requests are not kept. */
  private static final class Tally implements Consumer<Ask> {
    private final Histogram approved = new Histogram(3);
    private final Histogram refused = new Histogram(3);
    private long asked;

    @Override
    public void accept(Ask ask) {
      (ask.isApproved() ? approved : refused).recordValue(ask.nanosToAnswer());
    }

    long lost() {
      return asked - approved.getTotalCount() - refused.getTotalCount();
    }

    long refusals() {
      return refused.getTotalCount();
    }

    static double p99(Histogram times) {
      return times.getTotalCount() == 0 ? Runs.NEVER : Runs.millis(times.getValueAtPercentile(99));
    }
  }

  /** One peer, before, during and after it was asked ten times what it can carry. */
  private record Run(Tally before, Tally during, Tally after) {
    double refusals() {
      return Tally.p99(during.refused);
    }

    double usual() {
      return Tally.p99(before.approved);
    }

    double accepted() {
      return Tally.p99(during.approved) / usual();
    }

    double later() {
      return Tally.p99(after.approved) / usual();
    }
  }

  List<Figure> measure() {
    var all = new ArrayList<Run>();
    try (LinkRig rig = LinkRig.direct(shipped, directory.resolve("overload"), runs, WINDOW)) {
      rig.leaveUnwatched();
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
        all.addAll(overloaded(rig, peers));
      }
    }
    return figures(all);
  }

  private List<Run> overloaded(LinkRig rig, List<Integer> peers) {
    asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    List<Tally> before = asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    List<Tally> during = asked(rig, peers, 10 * SUSTAINABLE, length);
    rig.pause(CALM_AGAIN.minus(ANSWERED));
    List<Tally> after = asked(rig, peers, USUAL_SHARE * SUSTAINABLE, USUAL);
    return IntStream.range(0, peers.size())
        .mapToObj(i -> new Run(before.get(i), during.get(i), after.get(i)))
        .toList();
  }

  /** Asks all of these peers for that long; what came of it, in the order of the peers. */
  private static List<Tally> asked(
      LinkRig rig, List<Integer> peers, double perSecond, Duration length) {
    List<Tally> tallies = peers.stream().map(peer -> new Tally()).toList();
    var courses = new ArrayList<Course>();
    for (int i = 0; i < peers.size(); i++) {
      courses.add(rig.asker.begin(peers.get(i), perSecond, tallies.get(i)));
    }
    rig.pause(length);
    courses.forEach(Course::stop);
    rig.pause(ANSWERED);
    for (int i = 0; i < peers.size(); i++) {
      tallies.get(i).asked = courses.get(i).count();
    }
    return tallies;
  }

  private static List<Figure> figures(List<Run> all) {
    long asked = sum(all, run -> run.during.asked);
    long lost = sum(all, run -> run.during.lost());
    long refused = sum(all, run -> run.during.refusals());
    long refusedLater = sum(all, run -> run.after.refusals() + run.after.lost());
    Runs refusals = values(all, Run::refusals);
    Runs accepted = values(all, Run::accepted);
    Runs later = values(all, Run::later);
    double usual = values(all, Run::usual).median();
    return List.of(
        new Figure(
            "10 x the load: refusals",
            "p99: median <= 5 ms, none unanswered",
            String.format(
                Locale.ROOT,
                "%.1f ms, worst %.1f of %d; %d of %d refused, %d lost",
                refusals.median(),
                refusals.worst(),
                all.size(),
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
            times(later, usual) + "; " + refusedLater + " refused",
            sum(all, run -> run.after.asked),
            later.median() <= 1.2 && refusedLater == 0));
  }

  private static String times(Runs ratios, double usual) {
    return String.format(
        Locale.ROOT,
        "%.2f x, worst %.2f of %d; before %.1f ms",
        ratios.median(),
        ratios.worst(),
        ratios.millis().size(),
        usual);
  }

  private static Runs values(List<Run> all, ToDoubleFunction<Run> value) {
    return new Runs(all.stream().map(value::applyAsDouble).toList());
  }

  private static long sum(List<Run> all, ToLongFunction<Run> value) {
    return all.stream().mapToLong(value).sum();
  }
}

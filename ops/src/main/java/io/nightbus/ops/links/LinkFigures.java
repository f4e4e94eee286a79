package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.links.Asker.Course;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import io.nightbus.sim.proxy.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/** The figures of single faults: each run has a peer of its own, both of whose links are well. */
final class LinkFigures {
  /** Longest time in which an originator hears something: the route's budget, and some air. */
  private static final Duration BUDGET = Duration.ofSeconds(6);

  /** A second, with full jitter below the half second that bounds a pause of who has no link. */
  private static final int ATTEMPTS = 4;

  private final Shipped shipped;
  private final Path directory;
  private final int runs;
  private final Duration cut;
  private final Consumer<String> progress;
  private int rigs;

  /**
   * @param runs of each fault
   * @param cut how long all links are away before they come back
   */
  LinkFigures(Shipped shipped, Path directory, int runs, Duration cut, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.runs = runs;
    this.cut = cut;
    this.progress = progress;
  }

  private LinkRig rig() {
    return rig(true);
  }

  private LinkRig rig(boolean journal) {
    return new LinkRig(shipped, directory.resolve("links-" + ++rigs), runs, 256, journal);
  }

  /** All runs, so many at a time; the numbers of the peers are those of the runs. */
  private <T> List<T> measured(int atATime, IntFunction<T> run) {
    try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        int peer = i;
        all.add(threads.submit(() -> run.apply(peer)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : all) {
        results.add(each.get());
      }
      return results;
    } catch (ExecutionException failed) {
      throw new StageFailure(String.valueOf(failed.getMessage()), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  private static <T> Runs values(List<T> results, ToDoubleFunction<T> value) {
    return new Runs(results.stream().map(value::applyAsDouble).toList());
  }

  private static boolean isUp(String state) {
    return state.equals("UP");
  }

  private static boolean isCut(String state) {
    return !state.equals("UP") && !state.equals("SUSPECT");
  }

  /** Waits until everything that was asked has had the time in which it is answered. */
  private static List<Ask> ended(LinkRig rig, Course course) {
    course.stop();
    long end = System.nanoTime() + BUDGET.toNanos();
    List<Ask> asks = course.asks();
    while (asks.stream().anyMatch(Ask::isLost) && System.nanoTime() < end) {
      rig.pause(Duration.ofMillis(50));
    }
    return course.asks();
  }

  // --- a link ends at once

  List<Figure> reset() {
    // Without the journal: what is measured is the way to the other link, not the disk.
    try (LinkRig rig = rig(false)) {
      progress.accept("RST of a link under 500 requests/s, " + runs + " times");
      var resets = measured(1, peer -> moved(rig, peer, Proxy::reset));
      return List.of(resets(resets, "RST"), nothingLost(resets, "RST"));
    }
  }

  List<Figure> close() {
    try (LinkRig rig = rig(false)) {
      progress.accept("FIN of a link under 500 requests/s, " + runs + " times");
      var closes = measured(1, peer -> moved(rig, peer, Proxy::hangUp));
      return List.of(resets(closes, "FIN"), nothingLost(closes, "FIN"));
    }
  }

  /**
   * One link lost.
   *
   * @param millis from the loss until new requests arrive over another link, and stay whole
   */
  private record Moved(double millis, long asked, long lost) {}

  private static Moved moved(LinkRig rig, int peer, Consumer<Proxy> how) {
    Course course = rig.asker.begin(peer, 500);
    rig.pause(Duration.ofMillis(700));
    long begin = System.nanoTime();
    how.accept(rig.proxy(2 * peer));
    rig.pause(Duration.ofMillis(500));
    List<Ask> asks = ended(rig, course);
    // One that found only the dead link came too early; the next one shows when it was over.
    long whole = Ask.NEVER;
    for (Ask ask : asks) {
      if (ask.asked >= begin) {
        boolean passed = ask.isApproved() && !ask.repeated;
        whole = passed ? Math.min(whole, ask.arrived) : Ask.NEVER;
      }
    }
    return new Moved(since(begin, whole), asks.size(), asks.stream().filter(Ask::isLost).count());
  }

  private static Figure resets(List<Moved> runs, String how) {
    return values(runs, Moved::millis).within(how + ": new requests on another link", 10, "ms");
  }

  private static Figure nothingLost(List<Moved> runs, String how) {
    long asked = runs.stream().mapToLong(Moved::asked).sum();
    long lost = runs.stream().mapToLong(Moved::lost).sum();
    return new Figure(
        how + ": requests without any answer", "0", lost + " of " + asked, asked, lost == 0);
  }

  // --- black holes

  /** What a black hole under load did; times in milliseconds. */
  private record Hole(double suspect, double cut, List<Ask> hurt, long lost) {}

  List<Figure> blackHole() {
    try (LinkRig rig = rig()) {
      progress.accept("black hole under 100 requests/s, " + runs + " times");
      List<Hole> holes = measured(4, peer -> blackHole(rig, peer));
      rig.awaitNothingOwed(Duration.ofMinutes(1));
      long lost = holes.stream().mapToLong(Hole::lost).sum();
      // Only now: a reversal follows its request over the same link until that is cut.
      List<Ask> hurt = holes.stream().flatMap(hole -> hole.hurt.stream()).toList();
      long unresolved = hurt.stream().filter(ask -> ask.reversals == 0).count();
      return List.of(
          values(holes, hole -> hole.suspect).within("black hole: suspect", 1_000, "ms"),
          values(holes, hole -> hole.cut).within("black hole: cut", 5_000, "ms"),
          values(holes, hole -> hole.hurt.size())
              .within("black hole: requests hurt", 25, "requests"),
          new Figure(
              "black hole: hurt but not reversed, or lost",
              "0",
              unresolved + " of " + hurt.size() + " not reversed, " + lost + " lost",
              hurt.size(),
              lost == 0 && unresolved == 0));
    }
  }

  private static Hole blackHole(LinkRig rig, int peer) {
    int link = 2 * peer;
    Course course = rig.asker.begin(peer, 100);
    rig.pause(Duration.ofSeconds(2));
    long begin = System.nanoTime();
    rig.proxy(link).blackHole();
    long cut = rig.awaitSeen(link, begin, Duration.ofSeconds(15), LinkFigures::isCut);
    long suspect = rig.firstSeen(link, begin, state -> !isUp(state));
    List<Ask> asks = ended(rig, course);
    return new Hole(
        since(begin, suspect),
        since(begin, cut),
        asks.stream().filter(Ask::isHurt).toList(),
        asks.stream().filter(Ask::isLost).count());
  }

  private static double since(long begin, long moment) {
    return moment == Ask.NEVER ? Runs.NEVER : Runs.millis(moment - begin);
  }

  List<Figure> idle() {
    try (LinkRig rig = rig()) {
      progress.accept("black hole of an idle link, " + runs + " times");
      Duration within = LinkRig.ECHO.multipliedBy(2);
      var cuts =
          measured(
              runs,
              peer -> {
                // At any moment between two echoes.
                rig.pause(
                    Duration.ofMillis(
                        ThreadLocalRandom.current().nextLong(LinkRig.ECHO.toMillis())));
                long begin = System.nanoTime();
                rig.proxy(2 * peer).blackHole();
                return since(
                    begin,
                    rig.awaitSeen(2 * peer, begin, within.multipliedBy(3), LinkFigures::isCut));
              });
      return List.of(
          values(cuts, cut -> cut)
              .within(
                  "idle black hole: cut (echo " + LinkRig.ECHO.toSeconds() + " s)",
                  (double) within.toMillis(),
                  "ms"));
    }
  }

  // --- alive, and of no use

  /** How long a sick link was trusted, and how many requests it got meanwhile. */
  private record Trusted(double millis, long messages, long lost) {}

  List<Figure> grey() {
    try (LinkRig rig = rig();
        LinkRig thin = rig()) {
      progress.accept("echo answered but no transactions, " + runs + " times at 100/s");
      var out = measured(4, peer -> sick(rig, peer, 100, 1, Duration.ofSeconds(15)));
      progress.accept("the same at 1 request/s");
      var thinOut = measured(runs, peer -> sick(thin, peer, 1, 1, Duration.ofSeconds(60)));
      return List.of(
          values(out, Trusted::millis).within("echo but no answers, 100/s: out", 5_000, "ms"),
          values(thinOut, Trusted::messages)
              .within("echo but no answers, 1/s: out", 5, "messages"));
    }
  }

  List<Figure> partial() {
    try (LinkRig rig = rig()) {
      progress.accept("a quarter of the answers missing, " + runs + " times at 100/s");
      var out = measured(4, peer -> sick(rig, peer, 100, 4, Duration.ofSeconds(25)));
      return List.of(
          values(out, Trusted::millis).within("a quarter missing, 100/s: out", 10_000, "ms"));
    }
  }

  private static Trusted sick(LinkRig rig, int peer, int perSecond, int oneOf, Duration atMost) {
    int link = 2 * peer;
    Course course = rig.asker.begin(peer, perSecond);
    rig.pause(Duration.ofSeconds(3));
    long begin = System.nanoTime();
    rig.host(link).leavesUnanswered(oneOf);
    long out = rig.awaitSeen(link, begin, atMost, state -> !isUp(state));
    List<Ask> asks = ended(rig, course);
    return new Trusted(
        since(begin, out),
        asks.stream()
            .filter(ask -> ask.link == link && ask.arrived >= begin && ask.arrived <= out)
            .count(),
        asks.stream().filter(Ask::isLost).count());
  }

  // --- a peer that stops reading

  private record Stall(double detected, double slowest, double closed) {}

  List<Figure> stall() {
    try (LinkRig rig = rig(false)) {
      progress.accept("a peer that stops reading, " + runs + " times at 200/s");
      var stalls = measured(4, peer -> stall(rig, peer));
      return List.of(
          values(stalls, Stall::detected).within("stops reading: detected", 2_000, "ms"),
          values(stalls, Stall::slowest).within("stops reading: p99 on the other link", 100, "ms"),
          values(stalls, Stall::closed).within("stops reading: close", 100, "ms"));
    }
  }

  private static Stall stall(LinkRig rig, int peer) {
    int link = 2 * peer;
    Course course = rig.asker.begin(peer, 200);
    rig.pause(Duration.ofSeconds(2));
    long begin = System.nanoTime();
    rig.host(link).stopsReading();
    long gone = Ask.NEVER;
    long end = begin + Duration.ofSeconds(15).toNanos();
    while (gone == Ask.NEVER && System.nanoTime() < end) {
      rig.pause(Duration.ofMillis(2));
      gone = rig.proxy(link).connections() == 0 ? System.nanoTime() : Ask.NEVER;
    }
    long told = rig.awaitSeen(link, begin, Duration.ofSeconds(5), LinkFigures::isCut);
    long detected = rig.firstSeen(link, begin, state -> !isUp(state));
    List<Ask> asks = ended(rig, course);
    // A loop that is blocked is so until the peer is cut: far longer than one request in a hundred.
    long[] others =
        asks.stream()
            .filter(ask -> ask.asked >= begin && ask.link == link + 1 && !ask.repeated)
            .mapToLong(Ask::nanosToAnswer)
            .sorted()
            .toArray();
    long slowest = others.length == 0 ? Ask.NEVER : others[others.length * 99 / 100];
    // The socket is gone before the gateway says so, or at most that much later.
    double closed =
        gone == Ask.NEVER || told == Ask.NEVER ? Runs.NEVER : Runs.millis(Math.max(0, gone - told));
    return new Stall(since(begin, detected), Runs.millis(slowest), closed);
  }

  // --- links are taken away

  List<Figure> reload() {
    try (LinkRig rig = rig()) {
      progress.accept(
          "a live link is taken out of the configuration under 500 requests/s, " + runs + " times");
      var reloads = measured(1, peer -> reload(rig, peer));
      long asked = reloads.stream().mapToLong(Reloaded::asked).sum();
      long hurt = reloads.stream().mapToLong(Reloaded::hurt).sum();
      long closed = reloads.stream().filter(Reloaded::closed).count();
      return List.of(
          new Figure(
              "reload without a live link, 500/s",
              "no failed request, each link closed",
              hurt + " of " + asked + " failed, " + closed + " of " + runs + " closed",
              asked,
              hurt == 0 && closed == runs));
    }
  }

  private record Reloaded(long asked, long hurt, boolean closed) {}

  private static Reloaded reload(LinkRig rig, int peer) {
    int link = 2 * peer;
    Course course = rig.asker.begin(peer, 500);
    rig.pause(Duration.ofMillis(500));
    rig.reloadWithout(link);
    boolean closed = false;
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!closed && System.nanoTime() < end) {
      rig.pause(Duration.ofMillis(20));
      closed = rig.proxy(link).connections() == 0;
    }
    rig.pause(Duration.ofMillis(500));
    List<Ask> asks = ended(rig, course);
    return new Reloaded(asks.size(), asks.stream().filter(Ask::isHurt).count(), closed);
  }

  // --- all links come back

  private record Back(double millis, double attemptsPerSecond) {}

  List<Figure> comeBack() {
    try (LinkRig rig = rig()) {
      progress.accept("all links away for " + cut.toSeconds() + " s, " + runs + " times");
      var backs = measured(runs, peer -> comeBack(rig, peer));
      return List.of(
          values(backs, Back::millis)
              .within("back after " + cut.toSeconds() + " s: first request", 2_000, "ms"),
          values(backs, Back::attemptsPerSecond)
              .within("attempts while away, per link", ATTEMPTS, "/s"));
    }
  }

  private Back comeBack(LinkRig rig, int peer) {
    Course course = rig.asker.begin(peer, 20);
    rig.pause(Duration.ofSeconds(1));
    rig.proxy(2 * peer).down();
    rig.proxy(2 * peer + 1).down();
    rig.pause(cut.plusMillis(ThreadLocalRandom.current().nextLong(1_000)));
    double tried = rig.attempts(2 * peer);
    long begin = System.nanoTime();
    try {
      rig.proxy(2 * peer).up();
      rig.proxy(2 * peer + 1).up();
    } catch (IOException taken) {
      throw new StageFailure("a proxy can't listen again: " + taken.getMessage(), taken);
    }
    rig.pause(Duration.ofSeconds(4));
    course.stop();
    long first =
        course.asks().stream()
            .filter(ask -> ask.arrived != Ask.NEVER && ask.arrived >= begin)
            .mapToLong(ask -> ask.arrived)
            .min()
            .orElse(Ask.NEVER);
    return new Back(since(begin, first), tried / cut.toSeconds());
  }
}

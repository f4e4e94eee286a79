package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import io.nightbus.sim.proxy.Direction;
import io.nightbus.sim.proxy.Proxy;
import io.nightbus.sim.proxy.Toxic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Links fail at random under load, one of a peer's two at a time: nothing is lost, every answer
 * belongs to a request, and while the other link is well nearly all are answered.
 */
final class FaultHour {
  private static final int PEERS = 4;
  private static final double PER_SECOND = 40;

  /** Beyond this age a request has its answer, and its reversal where one is owed. */
  private static final Duration SETTLED = Duration.ofSeconds(75);

  /** Longest pause of a peer between two faults: over all peers some 600 in an hour. */
  private static final long BETWEEN_MILLIS = 40_000;

  private static final Duration BACK = Duration.ofSeconds(40);

  private final Shipped shipped;
  private final Path directory;
  private final Duration length;
  private final long seed;
  private final Consumer<String> progress;

  FaultHour(
      Shipped shipped, Path directory, Duration length, long seed, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.length = length;
    this.seed = seed;
    this.progress = progress;
  }

  /** What befalls a link. */
  private enum Kind {
    RESET,
    CLOSED,
    REFUSED,
    BLACK_HOLE,
    ANSWERS_LOST,
    REQUESTS_LOST,
    SLOW_WITH_JITTER,
    NARROW,
    SLICED,
    CORRUPTED,
    CUT_AFTER_SOME_BYTES,
    SILENT_HOST,
    A_QUARTER_UNANSWERED,
    STOPS_READING
  }

  /** What became of requests whose time is over. */
  private static final class Sums {
    private long asked;
    private long lost;
    private long answered;
    private long unresolved;
    private long contradicted;

    private void add(Ask ask) {
      asked++;
      lost += ask.isLost() ? 1 : 0;
      answered += ask.isApproved() ? 1 : 0;
      boolean reached = ask.arrived != Ask.NEVER;
      unresolved += ask.isHurt() && reached && ask.reversals == 0 ? 1 : 0;
      contradicted += ask.isApproved() && ask.reversals > 0 ? 1 : 0;
    }
  }

  List<Figure> measure() {
    try (LinkRig rig = new LinkRig(shipped, directory.resolve("hour"), PEERS, 256, true);
        ExecutorService threads = Executors.newFixedThreadPool(PEERS)) {
      progress.accept(
          "random link faults for " + length.toMinutes() + " minutes under load, seed " + seed);
      long end = System.nanoTime() + length.toNanos();
      List<Asker.Course> courses = new ArrayList<>();
      List<Future<Map<Kind, Integer>>> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        int peer = i;
        courses.add(rig.asker.begin(peer, PER_SECOND));
        peers.add(threads.submit(() -> harm(rig, peer, end)));
      }
      var sums = new Sums();
      while (peers.stream().anyMatch(each -> !each.isDone())) {
        rig.pause(Duration.ofSeconds(5));
        take(courses, sums, System.nanoTime() - SETTLED.toNanos());
      }
      courses.forEach(Asker.Course::stop);
      rig.pause(Duration.ofSeconds(6));
      rig.awaitNothingOwed(Duration.ofMinutes(2));
      take(courses, sums, Long.MAX_VALUE);
      return figures(byKind(peers), sums, rig.asker.strays());
    }
  }

  private static void take(List<Asker.Course> courses, Sums sums, long before) {
    courses.forEach(course -> course.take(before).forEach(sums::add));
  }

  private static Map<Kind, Integer> byKind(List<Future<Map<Kind, Integer>>> peers) {
    Map<Kind, Integer> all = new EnumMap<>(Kind.class);
    try {
      for (Future<Map<Kind, Integer>> each : peers) {
        each.get().forEach((kind, count) -> all.merge(kind, count, Integer::sum));
      }
    } catch (ExecutionException failed) {
      throw new StageFailure(String.valueOf(failed.getMessage()), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
    return all;
  }

  private List<Figure> figures(Map<Kind, Integer> kinds, Sums sums, long strays) {
    long faults = kinds.values().stream().mapToLong(Integer::longValue).sum();
    long wanted = Math.max(1, length.toMinutes() * 500 / 60);
    kinds.forEach((kind, count) ->
        progress.accept(
            String.format(Locale.ROOT, "  %4d %s", count, kind.name().toLowerCase(Locale.ROOT))));
    double share = sums.asked == 0 ? 0 : 100.0 * sums.answered / sums.asked;
    return List.of(
        new Figure(
            length.toMinutes() + " min of random link faults",
            wanted + " faults",
            faults + " of " + kinds.size() + " kinds",
            faults,
            faults >= wanted),
        new Figure(
            "requests lost",
            "0",
            sums.lost + " of " + sums.asked,
            sums.asked,
            sums.lost == 0 && sums.asked > 0),
        new Figure(
            "answers that belong to no request, or come twice",
            "0",
            Long.toString(strays),
            sums.asked,
            strays == 0),
        new Figure(
            "not answered by the peer, arrived there and not reversed; approved and reversed",
            "0; 0",
            sums.unresolved + "; " + sums.contradicted,
            sums.asked - sums.answered,
            sums.unresolved == 0 && sums.contradicted == 0),
        new Figure(
            "answered while the other link was well",
            "99 %",
            String.format(Locale.ROOT, "%.2f %%", share),
            sums.asked,
            share >= 99));
  }

  /** Until the end: a fault on one of the two links, some seconds of it, and the way back. */
  private Map<Kind, Integer> harm(LinkRig rig, int peer, long end) {
    var chance = new SplittableRandom(seed + peer);
    Map<Kind, Integer> done = new EnumMap<>(Kind.class);
    while (System.nanoTime() < end) {
      int link = 2 * peer + chance.nextInt(2);
      Kind kind = Kind.values()[chance.nextInt(Kind.values().length)];
      long begin = System.nanoTime();
      begin(rig, link, kind);
      rig.pause(Duration.ofMillis(500 + chance.nextLong(3_000)));
      end(rig, link);
      done.merge(kind, 1, Integer::sum);
      awaitUp(rig, peer, begin + Duration.ofMillis(300).toNanos());
      rig.pause(Duration.ofMillis(200 + chance.nextLong(BETWEEN_MILLIS)));
    }
    return done;
  }

  /** Both links are up again, also as the gateway sees it. */
  private static void awaitUp(LinkRig rig, int peer, long notBefore) {
    long end = System.nanoTime() + BACK.toNanos();
    while (System.nanoTime() < notBefore || !rig.areUp(peer)) {
      if (System.nanoTime() > end) {
        throw new StageFailure("a link of peer" + peer + " did not come back within 40 s");
      }
      rig.pause(Duration.ofMillis(50));
    }
  }

  private static void begin(LinkRig rig, int link, Kind kind) {
    Proxy proxy = rig.proxy(link);
    Host host = rig.host(link);
    Duration never = Duration.ZERO;
    switch (kind) {
      case RESET -> proxy.reset();
      case CLOSED -> proxy.hangUp();
      case REFUSED -> proxy.down();
      case BLACK_HOLE -> proxy.blackHole();
      case ANSWERS_LOST -> proxy.add(new Toxic.Timeout(never), Direction.DOWN);
      case REQUESTS_LOST -> proxy.add(new Toxic.Timeout(never), Direction.UP);
      case SLOW_WITH_JITTER ->
          proxy.add(new Toxic.Latency(Duration.ofMillis(300), Duration.ofMillis(200)));
      case NARROW -> proxy.add(new Toxic.Bandwidth(1_250));
      case SLICED -> proxy.add(new Toxic.Slicer(1, Duration.ofNanos(1)));
      case CORRUPTED -> proxy.add(new Toxic.Corrupt(0.01));
      case CUT_AFTER_SOME_BYTES -> proxy.add(new Toxic.LimitData(700), Direction.DOWN);
      case SILENT_HOST -> host.leavesUnanswered(1);
      case A_QUARTER_UNANSWERED -> host.leavesUnanswered(4);
      case STOPS_READING -> host.stopsReading();
    }
  }

  private static void end(LinkRig rig, int link) {
    try {
      rig.host(link).behave();
      rig.proxy(link).heal();
    } catch (IOException taken) {
      throw new StageFailure("a proxy can't listen again: " + taken.getMessage(), taken);
    }
  }
}

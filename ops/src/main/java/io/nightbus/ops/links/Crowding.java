package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Many have connected where the acquirer does and say nothing: what his requests feel of it.
 *
 * <p>A round has three turns, equally long: nobody is there, a crowd stands, a crowd comes and
 * goes. Of each turn the p99 is taken, and the medians over all rounds are compared, so that a
 * machine that becomes slower does so for each of them. During a turn nothing else is asked of the
 * gateway. Their coming, all at once, is not measured: a turn begins when the gateway has seen each
 * of them, and ends before it sends the last of them away.
 *
 * <p>The crowd's sockets are another process's ({@link CrowdProcess}): held by the one that asks
 * and answers, they were ten thousand objects more for each of its collections, and its pauses are
 * in every time that it takes. For the same reason it collects before each turn, and the gateway
 * dials its peer itself: proxies between them took three times the processor time that it took, and
 * what was measured was mostly for how long one thread waits for another.
 */
final class Crowding {
  private static final int WANTED = 10_000;

  /** So many that a turn's p99 is that of fifty late ones, and not of a handful. */
  private static final double PER_SECOND = 2_000;

  /** A round's p99 is much of chance: where nobody came at all, two of them differ by a fifth. */
  private static final int ROUNDS_PER_RUN = 3;

  /**
   * With the calm before it, and the second in which the last 1,024 are let in, shorter than what
   * somebody may be silent for, 5 s: then the first of them goes.
   */
  private static final Duration TURN = Duration.ofMillis(2_500);

  /** Whatever came or went leaves the gateway something to clear away. */
  private static final Duration CALM = Duration.ofMillis(800);

  /** More often than the 1,024 that are let in go after 5 s. */
  private static final Duration BETWEEN = Duration.ofMillis(4);

  private static final String WAITING = "nightbus_waiting_connections ";
  private static final String GONE = "nightbus_unidentified_connections_total ";

  /**
   * Whoever asks, and the gateway, compile what they use, as they have where they have run for an
   * hour; with less of it every turn is faster than the one before.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  /** Before them who comes and goes is new to the gateway. */
  private static final int NOT_COUNTED = 4;

  private static final Duration SEEN = Duration.ofSeconds(60);

  private final Shipped shipped;
  private final Path directory;
  private final int rounds;
  private final Consumer<String> progress;

  Crowding(Shipped shipped, Path directory, int runs, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.rounds = ROUNDS_PER_RUN * runs;
    this.progress = progress;
  }

  List<Figure> measure() {
    Path here = directory.resolve("crowd");
    try (LinkRig rig = LinkRig.direct(shipped, here, 1, 256);
        Crowd crowd =
            new Crowd(shipped, rig.acquirerAddress().getPort(), here.resolve("crowd.log"))) {
      rig.leaveUnwatched();
      Asker.Course warmUp = rig.asker.begin(0, PER_SECOND);
      rig.pause(WARM_UP);
      warmUp.stop();
      rig.pause(CALM);
      warmUp.take(Long.MAX_VALUE);
      for (int i = 0; i < NOT_COUNTED; i++) {
        round(rig, crowd);
      }
      List<Round> all = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        Round round = round(rig, crowd);
        all.add(round);
        progress.accept(
            String.format(
                Locale.ROOT,
                "round %d of %d: p99 %.2f ms alone, %.2f ms beside a crowd, %.2f ms beside a"
                    + " restless one",
                i,
                rounds,
                round.alone.p99(),
                round.idle.p99(),
                round.restless.p99()));
      }
      double alone = median(all.stream().map(Round::alone).toList());
      return List.of(
          figure(all.stream().map(Round::idle).toList(), "idle inbound connections", alone),
          figure(all.stream().map(Round::restless).toList(), "that come and go, 250/s", alone));
    }
  }

  private Figure figure(List<Turn> turns, String what, double alone) {
    int stood = turns.stream().mapToInt(Turn::stood).min().orElse(0);
    int letIn = turns.stream().mapToInt(Turn::letIn).min().orElse(0);
    long asked = turns.stream().mapToLong(turn -> turn.asks().size()).sum();
    long hurt = turns.stream().flatMap(turn -> turn.asks().stream()).filter(Ask::isHurt).count();
    double during = median(turns);
    if (stood < WANTED) {
      progress.accept("SCALED DOWN: only " + stood + " connections could be made (ulimit -n)");
    }
    return new Figure(
        stood + " " + what + (stood < WANTED ? " (SCALED DOWN)" : "") + ", " + letIn + " let in",
        "live p99 at most 10 % up, no request fails",
        String.format(
            Locale.ROOT, "%.2f ms, %.2f ms without; %d of %d failed", during, alone, hurt, asked),
        asked,
        during <= 1.1 * alone && hurt == 0 && letIn > 0);
  }

  private static double median(List<Turn> turns) {
    return new Runs(turns.stream().map(Turn::p99).toList()).median();
  }

  /**
   * A turn.
   *
   * @param stood connections that the crowd had made
   * @param letIn those that waited within the gateway right after it
   */
  private record Turn(List<Ask> asks, int stood, int letIn) {
    double p99() {
      long[] times =
          asks.stream()
              .filter(ask -> !ask.isLost())
              .mapToLong(Ask::nanosToAnswer)
              .sorted()
              .toArray();
      return times.length == 0 ? Runs.NEVER : Runs.millis(times[times.length * 99 / 100]);
    }
  }

  private record Round(Turn alone, Turn idle, Turn restless) {}

  private static Round round(LinkRig rig, Crowd crowd) {
    rig.pause(CALM);
    Turn alone = turn(rig, 0, () -> rig.pause(TURN));
    double before = seen(rig);
    int stood = crowd.come(WANTED);
    await(rig, () -> seen(rig) - before >= stood);
    rig.pause(CALM);
    Turn idle = turn(rig, stood, () -> rig.pause(TURN));
    Turn restless = turn(rig, stood, () -> crowd.renew(TURN, BETWEEN));
    crowd.leave();
    await(rig, () -> metric(rig, WAITING) == 0);
    return new Round(alone, idle, restless);
  }

  /** Nothing is asked of the gateway meanwhile but what is measured. */
  private static Turn turn(LinkRig rig, int stood, Runnable meanwhile) {
    System.gc();
    Asker.Course course = rig.asker.begin(0, PER_SECOND);
    meanwhile.run();
    course.stop();
    int letIn = (int) metric(rig, WAITING);
    rig.pause(Duration.ofMillis(500));
    return new Turn(course.take(Long.MAX_VALUE), stood, letIn);
  }

  /** Who came and said nothing, whether he waits or has gone. */
  private static double seen(LinkRig rig) {
    return metric(rig, WAITING) + metric(rig, GONE);
  }

  private static void await(LinkRig rig, BooleanSupplier done) {
    long end = System.nanoTime() + SEEN.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new StageFailure("the gateway did not keep pace with who came and went");
      }
      rig.pause(Duration.ofMillis(100));
    }
  }

  private static double metric(LinkRig rig, String name) {
    return rig.gateway
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }
}

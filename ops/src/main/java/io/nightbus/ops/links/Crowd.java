package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Many have connected where the acquirer does and say nothing: what his requests feel of it. In
 * turns with and without them, for on a machine with other work no two minutes are alike. Their
 * coming, all at once, is not measured: a turn begins when the gateway has seen each of them, and
 * ends before it sends the last of them away. The same bound holds where they come and go all the
 * time.
 */
final class Crowd {
  private static final int WANTED = 10_000;
  private static final double PER_SECOND = 300;

  /** Shorter than the 5 s for which somebody may be silent. */
  private static final Duration TURN = Duration.ofSeconds(3);

  private static final Duration RESTLESS = Duration.ofSeconds(6);
  private static final Duration CALM = Duration.ofSeconds(1);

  /** Their coming leaves both processes something to clear away; with the turn less than 5 s. */
  private static final Duration SHORT_CALM = Duration.ofMillis(800);

  /** One turn in so many goes on with a crowd that comes and goes. */
  private static final int SOMETIMES = 4;

  /** More often than the 1,024 that are let in go after 5 s. */
  private static final Duration BETWEEN = Duration.ofMillis(4);

  private static final String WAITING = "nightbus_waiting_connections ";
  private static final String GONE = "nightbus_unidentified_connections_total ";
  private static final Duration SEEN = Duration.ofSeconds(60);

  private final Shipped shipped;
  private final Path directory;
  private final int turns;
  private final Consumer<String> progress;

  Crowd(Shipped shipped, Path directory, int turns, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.turns = turns;
    this.progress = progress;
  }

  List<Figure> measure() {
    try (LinkRig rig = new LinkRig(shipped, directory.resolve("crowd"), 1, 256, false)) {
      // Both ways once before: what is measured is not a process that has just started.
      turn(rig);
      crowded(rig, true);
      List<Double> quiet = new ArrayList<>();
      List<Turn> idle = new ArrayList<>();
      List<Turn> restless = new ArrayList<>();
      for (int i = 0; i < turns; i++) {
        quiet.add(p99(turn(rig)));
        List<Turn> both = crowded(rig, i % SOMETIMES == 0);
        idle.add(both.getFirst());
        restless.addAll(both.subList(1, both.size()));
        progress.accept(
            String.format(
                Locale.ROOT,
                "turn %d of %d: p99 %.2f ms with a crowd, %.2f ms without",
                i + 1,
                turns,
                p99(idle.getLast().asks()),
                quiet.getLast()));
      }
      double before = new Runs(quiet).median();
      return List.of(
          figure(idle, "idle inbound connections", before),
          figure(restless, "that come and go, 250/s", before));
    }
  }

  private Figure figure(List<Turn> turns, String what, double before) {
    int stood = turns.stream().mapToInt(Turn::stood).min().orElse(0);
    int letIn = turns.stream().mapToInt(Turn::letIn).min().orElse(0);
    long asked = turns.stream().mapToLong(turn -> turn.asks().size()).sum();
    long hurt = turns.stream().flatMap(turn -> turn.asks().stream()).filter(Ask::isHurt).count();
    double during = new Runs(turns.stream().map(turn -> p99(turn.asks())).toList()).median();
    if (stood < WANTED) {
      progress.accept("SCALED DOWN: only " + stood + " connections could be made (ulimit -n)");
    }
    return new Figure(
        stood + " " + what + (stood < WANTED ? " (SCALED DOWN)" : "") + ", " + letIn + " let in",
        "live p99 at most 10 % up, no request fails",
        String.format(
            Locale.ROOT, "%.2f ms, %.2f ms without; %d of %d failed", during, before, hurt, asked),
        asked,
        during <= 1.1 * before && hurt == 0 && letIn > 0);
  }

  /**
   * A turn with a crowd.
   *
   * @param stood connections that this machine could make
   * @param letIn those that waited within the gateway at its end
   */
  private record Turn(List<Ask> asks, int stood, int letIn) {}

  /** The first with one that stands still, the second with one that does not. */
  private static List<Turn> crowded(LinkRig rig, boolean restless) {
    Deque<SocketChannel> crowd = new ArrayDeque<>();
    double before = seen(rig);
    gather(rig.acquirerAddress(), crowd);
    await(rig, () -> seen(rig) - before >= crowd.size());
    rig.pause(SHORT_CALM);
    var turns = new ArrayList<Turn>();
    Asker.Course course = rig.asker.begin(0, PER_SECOND);
    rig.pause(TURN);
    turns.add(turn(rig, course, crowd));
    if (restless) {
      course = rig.asker.begin(0, PER_SECOND);
      renew(rig, crowd);
      turns.add(turn(rig, course, crowd));
    }
    crowd.forEach(Crowd::close);
    await(rig, () -> metric(rig, WAITING) == 0);
    rig.pause(CALM);
    return turns;
  }

  private static Turn turn(LinkRig rig, Asker.Course course, Deque<SocketChannel> crowd) {
    int letIn = (int) metric(rig, WAITING);
    return new Turn(ended(rig, course), crowd.size(), letIn);
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

  private static List<Ask> turn(LinkRig rig) {
    Asker.Course course = rig.asker.begin(0, PER_SECOND);
    rig.pause(TURN);
    return ended(rig, course);
  }

  private static List<Ask> ended(LinkRig rig, Asker.Course course) {
    course.stop();
    rig.pause(Duration.ofSeconds(1));
    return course.asks();
  }

  private static double p99(List<Ask> asks) {
    long[] times =
        asks.stream().filter(ask -> !ask.isLost()).mapToLong(Ask::nanosToAnswer).sorted().toArray();
    return times.length == 0 ? Runs.NEVER : Runs.millis(times[times.length * 99 / 100]);
  }

  /** For one turn: the oldest of them goes, and another one comes. */
  private static void renew(LinkRig rig, Deque<SocketChannel> crowd) {
    long begin = System.nanoTime();
    long come = 0;
    for (long gone = 0; gone < RESTLESS.toNanos(); gone = System.nanoTime() - begin) {
      rig.pause(BETWEEN);
      for (; come < gone / BETWEEN.toNanos(); come++) {
        close(crowd.removeFirst());
        crowd.addLast(open(rig.acquirerAddress()));
      }
    }
  }

  private static SocketChannel open(InetSocketAddress where) {
    try {
      return SocketChannel.open(where);
    } catch (IOException refused) {
      throw new StageFailure("nobody can connect: " + refused.getMessage(), refused);
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

  /** As many as this machine lets one process have. */
  private static void gather(InetSocketAddress where, Deque<SocketChannel> crowd) {
    while (crowd.size() < WANTED) {
      try {
        crowd.add(SocketChannel.open(where));
      } catch (IOException full) {
        if (crowd.isEmpty()) {
          throw new StageFailure("nobody can connect: " + full.getMessage(), full);
        }
        return;
      }
    }
  }

  private static void close(SocketChannel one) {
    try {
      one.close();
    } catch (IOException gone) {
      // The gateway has closed it already.
    }
  }
}

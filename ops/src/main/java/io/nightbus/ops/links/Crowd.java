package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Many connect where the acquirer does and say nothing: what his requests feel of it. In turns with
 * and without them, for on a machine with other work no two minutes are alike.
 */
final class Crowd {
  private static final int WANTED = 10_000;
  private static final int TURNS = 5;
  private static final double PER_SECOND = 300;
  private static final Duration TURN = Duration.ofSeconds(12);

  private final Shipped shipped;
  private final Path directory;
  private final Consumer<String> progress;

  Crowd(Shipped shipped, Path directory, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.progress = progress;
  }

  List<Figure> measure() {
    try (LinkRig rig = new LinkRig(shipped, directory.resolve("crowd"), 1, 256, false)) {
      turn(rig);
      List<Double> quiet = new ArrayList<>();
      List<Double> crowded = new ArrayList<>();
      long hurt = 0;
      long asked = 0;
      int least = WANTED;
      for (int i = 0; i < TURNS; i++) {
        progress.accept("turn " + (i + 1) + " of " + TURNS + " without and with a crowd");
        quiet.add(p99(turn(rig)));
        List<SocketChannel> crowd = new ArrayList<>();
        Asker.Course course = rig.asker.begin(0, PER_SECOND);
        gather(rig.acquirerAddress(), crowd);
        least = Math.min(least, crowd.size());
        rig.pause(TURN);
        List<Ask> asks = ended(rig, course);
        crowd.forEach(Crowd::close);
        crowded.add(p99(asks));
        asked += asks.size();
        hurt += asks.stream().filter(Ask::isHurt).count();
        rig.pause(Duration.ofSeconds(2));
      }
      double before = new Runs(quiet).median();
      double during = new Runs(crowded).median();
      if (least < WANTED) {
        progress.accept("SCALED DOWN: only " + least + " connections could be made (ulimit -n)");
      }
      return List.of(
          new Figure(
              least + " idle inbound connections" + (least < WANTED ? " (SCALED DOWN)" : ""),
              "live p99 at most 10 % up, no request fails",
              String.format(
                  Locale.ROOT,
                  "%.2f ms, %.2f ms without; %d of %d failed",
                  during,
                  before,
                  hurt,
                  asked),
              asked,
              during <= 1.1 * before && hurt == 0));
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

  /** As many as this machine lets one process have. */
  private static void gather(InetSocketAddress where, List<SocketChannel> crowd) {
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

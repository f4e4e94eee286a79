package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One of eight announced addresses drops every SYN, as a firewall does: how soon it is named, and
 * whether any request suffers. The kernel drops a SYN by itself where a listener's queue is full.
 */
final class Announcing {
  private static final int GOOD = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final double PER_SECOND = 200;

  private final Shipped shipped;
  private final Path directory;
  private final int runs;
  private final Consumer<String> progress;

  Announcing(Shipped shipped, Path directory, int runs, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.runs = runs;
    this.progress = progress;
  }

  List<Figure> measure() {
    Path folder = directory.resolve("announced");
    Path file = folder.resolve("addresses");
    List<AutoCloseable> silent = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      Files.writeString(file, "");
      try (LinkRig rig = new LinkRig(shipped, folder, 1, 256, false, file)) {
        progress.accept("one of eight announced addresses drops every SYN, " + runs + " times");
        List<Integer> good = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
          good.add(rig.listenAgain(0));
        }
        announce(file, good);
        await(rig, good, "verified");
        Asker.Course course = rig.asker.begin(0, PER_SECOND);
        List<Double> named = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
          named.add(one(rig, file, good, silent));
        }
        course.stop();
        rig.pause(Duration.ofSeconds(3));
        List<Ask> asks = course.asks();
        long hurt = asks.stream().filter(Ask::isHurt).count();
        return List.of(
            new Runs(named).within("announced behind a dropping firewall: named", 3_000, "ms"),
            new Figure(
                "requests beside it, 200/s",
                "none affected",
                hurt + " of " + asks.size() + " failed",
                asks.size(),
                hurt == 0));
      }
    } catch (IOException failed) {
      throw new StageFailure("addresses can't be announced: " + failed.getMessage(), failed);
    } finally {
      silent.forEach(Announcing::close);
    }
  }

  /** Milliseconds from the announcement until the gateway has a name for what is wrong with it. */
  private static double one(LinkRig rig, Path file, List<Integer> good, List<AutoCloseable> silent)
      throws IOException {
    int bad = silent(silent);
    List<Integer> all = new ArrayList<>(good);
    all.add(bad);
    long begin = System.nanoTime();
    announce(file, all);
    long named = await(rig, List.of(bad), "connect_timeout");
    // Without it, until it has no link any more: the next one needs its place.
    announce(file, good);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (rig.verdicts().containsKey(bad) && System.nanoTime() < end) {
      rig.pause(Duration.ofMillis(50));
    }
    return named == Ask.NEVER ? Runs.NEVER : Runs.millis(named - begin);
  }

  /** The moment at which all of these ports have that verdict; never where it did not come. */
  private static long await(LinkRig rig, List<Integer> ports, String verdict) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      var verdicts = rig.verdicts();
      if (ports.stream().allMatch(port -> verdict.equals(verdicts.get(port)))) {
        return System.nanoTime();
      }
      rig.pause(Duration.ofMillis(20));
    }
    return Ask.NEVER;
  }

  private static void announce(Path file, List<Integer> ports) throws IOException {
    String text =
        ports.stream().map(port -> "127.0.0.1:" + port + "\n").collect(Collectors.joining());
    Path next = Files.writeString(file.resolveSibling("addresses.next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static int silent(List<AutoCloseable> open) throws IOException {
    var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.add(full);
    for (int i = 0; i < 50; i++) {
      var socket = new Socket();
      open.add(socket);
      try {
        socket.connect(full.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException dropped) {
        return full.getLocalPort();
      }
    }
    throw new StageFailure("this system takes connections beyond a listener's backlog");
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception gone) {
      // It has been closed already.
    }
  }
}

package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The figures of the main job: latency, throughput, replay, start. */
final class MainFigures {
  private static final int CHARGES = 20_000;

  /**
   * Seconds of the same traffic before a latency is measured: until then the Java machine compiles
   * on the processors that are measured. A gateway runs for months.
   */
  private static final int WARM_UP = 30;

  private final Shipped shipped;
  private final Path directory;
  private final int seconds;
  private final Consumer<String> progress;
  private int rigs;

  MainFigures(Shipped shipped, Path directory, int seconds, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.seconds = seconds;
    this.progress = progress;
  }

  private Rig rig(boolean journal) {
    Path own = directory.resolve("rig-" + ++rigs);
    try {
      Files.createDirectories(own);
    } catch (IOException refused) {
      throw new StageFailure("no directory " + own, refused);
    }
    return new Rig(shipped, own, journal);
  }

  // --- start

  List<Figure> start() {
    progress.accept("start with an empty store, five times");
    long slowest = 0;
    for (int i = 0; i < 5; i++) {
      try (Rig rig = rig(true)) {
        slowest = Math.max(slowest, rig.ready().toMillis());
      }
    }
    return List.of(
        new Figure(
            "ready after start",
            "< 3000 ms",
            String.format(Locale.ROOT, "%d ms (slowest)", slowest),
            5,
            slowest < 3_000));
  }

  // --- latency

  /** 1,000 requests a second, and a few straight to the network beside them. */
  private record Beside(JsonNode through, JsonNode straight) {
    private static double micros(JsonNode result, String which) {
      return result.path("latency").path(which).asDouble();
    }

    double median() {
      return micros(through, "p50");
    }

    double p99() {
      return micros(through, "p99");
    }

    long trials() {
      return through.path("answered").asLong();
    }

    boolean isWhole() {
      return trials() > 0 && through.path("whole").asBoolean();
    }

    /** The same machine at the same time without the gateway. */
    String machine(String which) {
      return String.format(Locale.ROOT, "without gateway %.0f us", micros(straight, which));
    }
  }

  private Beside beside(Rig rig) {
    try (Child straight = rig.straight(WARM_UP, seconds, "--rate=200");
        Child through = rig.through(WARM_UP, seconds, "--rate=1000")) {
      return new Beside(rig.result(through, seconds), rig.result(straight, seconds));
    }
  }

  List<Figure> latency() {
    CommitTime commit = CommitTime.in(directory);
    var figures = new ArrayList<Figure>();
    progress.accept("latency at 1,000 requests/s, journal on");
    try (Rig rig = rig(true)) {
      Beside run = beside(rig);
      double bound = 2 * commit.median() + 500;
      figures.add(
          new Figure(
              "live latency, journal on, median",
              String.format(Locale.ROOT, "<= 2 x commit + 500 us = %.0f us", bound),
              String.format(
                  Locale.ROOT,
                  "%.0f us (commit %.0f us, %s)",
                  run.median(),
                  commit.median(),
                  run.machine("p50")),
              run.trials(),
              run.isWhole() && run.median() <= bound));
      figures.add(
          new Figure(
              "live latency, journal on, p99",
              "<= 10000 us",
              String.format(
                  Locale.ROOT,
                  "%.0f us (commit %.0f us, %s)",
                  run.p99(),
                  commit.p99(),
                  run.machine("p99")),
              run.trials(),
              run.isWhole() && run.p99() <= 10_000));
    }
    progress.accept("latency at 1,000 requests/s, journal off");
    try (Rig rig = rig(false)) {
      Beside run = beside(rig);
      figures.add(
          new Figure(
              "live latency, journal off, median",
              "< 500 us",
              String.format(Locale.ROOT, "%.0f us (%s)", run.median(), run.machine("p50")),
              run.trials(),
              run.isWhole() && run.median() < 500));
    }
    return figures;
  }

  // --- throughput

  List<Figure> throughput() {
    return List.of(throughput(false, 60_000), throughput(true, 20_000));
  }

  private Figure throughput(boolean journal, int bound) {
    String how = journal ? "journal on" : "journal off";
    progress.accept("throughput with 8 connections of 16 requests, " + how);
    try (Rig rig = rig(journal)) {
      JsonNode result;
      try (Child load = rig.through(Math.max(3, seconds / 2), seconds, "--outstanding=16")) {
        result = rig.result(load, seconds);
      }
      double rate = result.path("perSecond").asDouble();
      long approved = result.path("byCode").path("00").asLong();
      long trials = result.path("answered").asLong();
      boolean all = result.path("whole").asBoolean() && approved == trials;
      return new Figure(
          "throughput, " + how,
          String.format(Locale.ROOT, ">= %d/s, all approved", bound),
          String.format(Locale.ROOT, "%.0f/s, %d of %d approved", rate, approved, trials),
          trials,
          all && rate >= bound);
    }
  }

  // --- replay

  List<Figure> replay() {
    progress.accept("replay of 20,000 charges against a network that answers at once");
    try (Rig rig = rig(true)) {
      Path night = directory.resolve("night.jsonl");
      try (Child transit =
          Child.start(
              "transit",
              shipped.small(List.of("sim", "transit", "--out=" + night, "--charges=" + CHARGES)),
              Map.of(),
              directory.resolve("transit.log"))) {
        transit.exitCode(Duration.ofMinutes(1));
      }
      rig.networkAway();
      rig.gateway.awaitStatus(
          "still has a link", Duration.ofSeconds(20), status -> !status.anyUp("network"));
      rig.command("submit.log", Duration.ofMinutes(2), "batch", "submit", night.toString());
      rig.networkBack();
      rig.gateway.awaitStatus(
          "sends nothing", Duration.ofSeconds(20), status -> status.anyUp("network"));
      long begin = System.nanoTime();
      rig.gateway.awaitStatus(
          "has not settled the night",
          Duration.ofMinutes(3),
          status -> status.charges("AUTHORISED") == CHARGES);
      double took = (System.nanoTime() - begin) / 1e9;
      double rate = CHARGES / took;
      return List.of(
          new Figure(
              "replay after return",
              ">= 2000 charges/s",
              String.format(
                  Locale.ROOT,
                  "%.0f charges/s (%.1f s, from the first link's sign-on)",
                  rate,
                  took),
              CHARGES,
              rate >= 2_000));
    }
  }
}

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

/**
 * The figures of the main job: latency, throughput, replay, start, and the demo over many seeds.
 */
final class MainFigures {
  private static final int CHARGES = 20_000;

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

  List<Figure> latency() {
    double commit = CommitTime.median(directory);
    var figures = new ArrayList<Figure>();
    progress.accept("latency at 1,000 requests/s, journal on");
    try (Rig rig = rig(true)) {
      JsonNode result = rig.load(seconds, "--rate=1000");
      double median = result.path("latency").path("p50").asDouble();
      double tail = result.path("latency").path("p99").asDouble();
      double bound = 2 * commit + 500;
      long trials = result.path("answered").asLong();
      boolean whole = result.path("whole").asBoolean() && trials > 0;
      figures.add(
          new Figure(
              "live latency, journal on, median",
              String.format(Locale.ROOT, "<= 2 x commit + 500 us = %.0f us", bound),
              String.format(Locale.ROOT, "%.0f us (commit %.0f us)", median, commit),
              trials,
              whole && median <= bound));
      figures.add(
          new Figure(
              "live latency, journal on, p99",
              "<= 10000 us",
              String.format(Locale.ROOT, "%.0f us", tail),
              trials,
              whole && tail <= 10_000));
    }
    progress.accept("latency at 1,000 requests/s, journal off");
    try (Rig rig = rig(false)) {
      JsonNode result = rig.load(seconds, "--rate=1000");
      double median = result.path("latency").path("p50").asDouble();
      long trials = result.path("answered").asLong();
      figures.add(
          new Figure(
              "live latency, journal off, median",
              "< 500 us",
              String.format(Locale.ROOT, "%.0f us", median),
              trials,
              result.path("whole").asBoolean() && trials > 0 && median < 500));
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
      JsonNode result = rig.load(seconds, "--outstanding=16");
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

  // --- the demo over many seeds

  List<Figure> demo(int seeds, String home) {
    long charges = 0;
    long requests = 0;
    long lost = 0;
    long twice = 0;
    long declined = 0;
    long held = 0;
    int good = 0;
    double healthy = 1;
    double stoodIn = 1;
    for (int seed = 1; seed <= seeds; seed++) {
      JsonNode ending = play(seed, home);
      progress.accept("demo, seed " + seed + " of " + seeds + ": " + ending);
      charges += ending.path("charges").asLong();
      requests += ending.path("requests").asLong();
      lost += ending.path("lost").asLong();
      twice += ending.path("twice").asLong();
      declined += ending.path("wronglyDeclined").asLong();
      held += ending.path("held").asLong();
      good += ending.path("good").asBoolean() ? 1 : 0;
      healthy = Math.min(healthy, ending.path("approvedWhileHealthy").asDouble());
      stoodIn = Math.min(stoodIn, ending.path("stoodIn").asDouble());
    }
    long trials = charges + requests;
    return List.of(
        new Figure("demo: lost", "0", Long.toString(lost), trials, lost == 0),
        new Figure("demo: twice", "0", Long.toString(twice), trials, twice == 0),
        new Figure("demo: wrongly declined", "0", Long.toString(declined), trials, declined == 0),
        new Figure("demo: held for reconciliation", "named", Long.toString(held), charges, true),
        new Figure(
            "demo: approved with a route, least",
            ">= 95 %",
            String.format(Locale.ROOT, "%.1f %%", 100 * healthy),
            seeds,
            healthy >= 0.95),
        new Figure(
            "demo: stood in for, least",
            ">= 90 %",
            String.format(Locale.ROOT, "%.1f %%", 100 * stoodIn),
            seeds,
            stoodIn >= 0.90),
        new Figure(
            "demo: books agree",
            "every seed",
            String.format(Locale.ROOT, "%d of %d seeds", good, seeds),
            seeds,
            good == seeds));
  }

  private JsonNode play(int seed, String home) {
    List<String> words = List.of("demo", "--fast", "--json", "--plain", "--seed=" + seed);
    try (Child demo =
        Child.start(
            "demo",
            shipped.command(List.of("-Xmx256m", "-Dnightbus.home=" + home), words),
            Map.of(),
            directory.resolve("demo-" + seed + ".log"))) {
      JsonNode ending = demo.firstJson(Duration.ofMinutes(5));
      demo.exitCode(Duration.ofMinutes(1));
      return ending;
    }
  }
}

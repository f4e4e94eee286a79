package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What telemetry costs, with twenty links up and as much traffic as goes through: how long a scrape
 * takes, asked for every second; then, of another one that records what its processor does, which
 * share goes into telemetry, asked as often as the shipped Prometheus does.
 */
final class TelemetryFigures {
  private static final int LINKS = 20;
  private static final int PER_SITE = 6;
  private static final int WARM_UP = 40;

  /** Of each part; fewer seconds are too few samples for a share of some percent. */
  private static final int SHORTEST = 30;

  /** So often while it warms up: a gateway that runs for months has been asked a million times. */
  private static final Duration OFTEN = Duration.ofMillis(100);

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration AS_SHIPPED = Duration.ofSeconds(5);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final double MOST_MILLIS = 50;
  private static final double MOST_SHARE = 0.03;

  private final Shipped shipped;
  private final Path directory;
  private final int seconds;
  private final Consumer<String> progress;

  TelemetryFigures(Shipped shipped, Path directory, int seconds, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.seconds = Math.max(SHORTEST, seconds);
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.accept(
        "what telemetry costs: "
            + LINKS
            + " links, 8 connections of 16 requests, "
            + (2 * WARM_UP + 3 * seconds)
            + " s");
    return List.of(time(), share());
  }

  /**
   * As it is shipped: with a recording Java takes no classes from its cache, and stops more often.
   */
  private Figure time() {
    try (Rig rig = rig("scrapes", shipped);
        Child asking = rig.through(WARM_UP, seconds, "--outstanding=16")) {
      scraped(rig, asking, OFTEN, WARM_UP);
      List<Double> scrapes = scraped(rig, asking, EVERY, seconds);
      String text = rig.gateway.metrics();
      return time(scrapes, text, Under.of(text, rig.result(asking, seconds)));
    }
  }

  private Figure share() {
    Path recording = directory.resolve("gateway.jfr");
    Instant begin;
    Instant end;
    Under load;
    try (Rig rig = rig("share", shipped.with(Profile.option(recording)))) {
      try (Child asking = rig.through(WARM_UP + seconds, seconds, "--outstanding=16")) {
        scraped(rig, asking, OFTEN, WARM_UP + seconds);
        begin = Instant.now();
        scraped(rig, asking, AS_SHIPPED, seconds);
        end = Instant.now();
        load = Under.of(rig.gateway.metrics(), rig.result(asking, seconds));
      }
      rig.stopGateway(STOP); // it writes its profile down at its end
    }
    return share(Profile.of(recording, begin, end), load);
  }

  /**
   * The load that something was measured under.
   *
   * @param whole all links carried traffic, and every request had its answer
   */
  private record Under(boolean whole, String words) {
    static Under of(String metrics, JsonNode load) {
      long up =
          metrics
              .lines()
              .filter(line -> line.matches("nightbus_link_carries\\{.*\\} 1\\.0"))
              .count();
      return new Under(
          up == LINKS && load.path("whole").asBoolean(),
          String.format(
              Locale.ROOT, "%d links, %.0f requests/s", up, load.path("perSecond").asDouble()));
    }
  }

  private Rig rig(String name, Shipped gateways) {
    Path own = directory.resolve(name);
    try {
      Files.createDirectories(own);
    } catch (IOException refused) {
      throw new StageFailure("no directory " + own, refused);
    }
    return new Rig(gateways, shipped, own, true, "telemetry", PER_SITE);
  }

  /** Asks for so many seconds; what each took, in ms, the slowest last. */
  private static List<Double> scraped(Rig rig, Child asking, Duration every, int seconds) {
    var took = new ArrayList<Double>();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
      rig.gateway.metrics();
      long spent = System.nanoTime() - now;
      took.add(spent / 1e6);
      asking.pause(every.minusNanos(Math.min(spent, every.toNanos())));
    }
    took.sort(null);
    return took;
  }

  private static Figure time(List<Double> scrapes, String text, Under load) {
    double slowest = scrapes.getLast();
    return new Figure(
        "a scrape, at the client",
        "every one < 50 ms",
        String.format(
            Locale.ROOT,
            "median %.1f, slowest %.1f ms (%d KB; %s)",
            scrapes.get(scrapes.size() / 2),
            slowest,
            text.length() / 1_024,
            load.words()),
        scrapes.size(),
        load.whole() && slowest < MOST_MILLIS);
  }

  private static Figure share(Profile profile, Under load) {
    return new Figure(
        "telemetry's share of processor time",
        "< 3 % of the samples of Java code",
        String.format(
            Locale.ROOT,
            "%.1f %% (%.1f on the event loop; %s)",
            profile.share() * 100,
            profile.shareOnLoop() * 100,
            load.words()),
        profile.samples(),
        load.whole() && profile.samples() >= 1_000 && profile.share() < MOST_SHARE);
  }
}

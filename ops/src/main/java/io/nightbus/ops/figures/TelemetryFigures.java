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
 * takes, asked for every second; then which share of the gateway's processor time goes into
 * telemetry, asked as often as the shipped Prometheus does.
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
            + (WARM_UP + 2 * seconds)
            + " s");
    Path recording = directory.resolve("gateway.jfr");
    List<Double> scrapes;
    Instant begin;
    Instant end;
    JsonNode load;
    String text;
    try (Rig rig = rig(recording)) {
      try (Child asking = rig.through(WARM_UP, 2 * seconds, "--outstanding=16")) {
        scraped(rig, asking, OFTEN, WARM_UP);
        scrapes = scraped(rig, asking, EVERY, seconds);
        begin = Instant.now();
        scraped(rig, asking, AS_SHIPPED, seconds);
        end = Instant.now();
        text = rig.gateway.metrics();
        load = rig.result(asking, 2 * seconds);
      }
      rig.stopGateway(STOP); // it writes its profile down at its end
    }
    long up =
        text.lines().filter(line -> line.matches("nightbus_link_carries\\{.*\\} 1\\.0")).count();
    boolean whole = up == LINKS && load.path("whole").asBoolean();
    String how =
        String.format(
            Locale.ROOT, "%d links, %.0f requests/s", up, load.path("perSecond").asDouble());
    return List.of(
        time(scrapes, text, whole, how), share(Profile.of(recording, begin, end), whole, how));
  }

  private Rig rig(Path recording) {
    Path own = directory.resolve("telemetry");
    try {
      Files.createDirectories(own);
    } catch (IOException refused) {
      throw new StageFailure("no directory " + own, refused);
    }
    return new Rig(
        shipped.with(Profile.option(recording)), shipped, own, true, "telemetry", PER_SITE);
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

  private static Figure time(List<Double> scrapes, String text, boolean whole, String how) {
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
            how),
        scrapes.size(),
        whole && slowest < MOST_MILLIS);
  }

  private static Figure share(Profile profile, boolean whole, String how) {
    return new Figure(
        "telemetry's share of processor time",
        "< 3 % of the samples of Java code",
        String.format(
            Locale.ROOT,
            "%.1f %% (%.1f on the event loop; %s)",
            profile.share() * 100,
            profile.shareOnLoop() * 100,
            how),
        profile.samples(),
        whole && profile.samples() >= 1_000 && profile.share() < MOST_SHARE);
  }
}

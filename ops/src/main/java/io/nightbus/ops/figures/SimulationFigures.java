package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** The figures of the deterministic simulation, each by the shipped {@code simulate}. */
final class SimulationFigures {
  private static final Duration LONGEST = Duration.ofHours(3);
  private static final Duration A_DAY = Duration.ofHours(24);

  private final Shipped shipped;
  private final Path directory;
  private final Consumer<String> progress;

  SimulationFigures(Shipped shipped, Path directory, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.progress = progress;
  }

  private JsonNode simulate(String log, Duration atMost, String... words) {
    progress.accept("simulate " + String.join(" ", words));
    List<String> all = new ArrayList<>(List.of("simulate", "--json"));
    all.addAll(List.of(words));
    try (Child run =
        Child.start(
            "simulate",
            shipped.command(List.of("-Xmx700m"), all),
            Map.of(),
            directory.resolve(log))) {
      return run.firstJson(atMost);
    }
  }

  Figure speed() {
    JsonNode run =
        simulate("speed.log", LONGEST, "--seeds", "1..200", "--rate", "20", "--threads", "1");
    double speed = run.path("speedPerCore").asDouble();
    return new Figure(
        "speed of a core at 20 requests/s",
        ">= 1,000 times real time",
        String.format(Locale.ROOT, "%,.0f times real time", speed),
        run.path("purchases").asLong(),
        speed >= 1_000);
  }

  Figure verify() {
    JsonNode run = simulate("verify.log", LONGEST, "--seeds", "1..500", "--corpus");
    double seconds = run.path("seconds").asDouble();
    int violations = run.path("violations").size();
    return new Figure(
        "500 seeds and the corpus",
        "<= 180 s, no violation",
        String.format(Locale.ROOT, "%.0f s, %d violations", seconds, violations),
        run.path("seeds").asLong(),
        seconds <= 180 && violations == 0 && run.path("seeds").asLong() > 500);
  }

  /** Each in a line of its own. */
  List<Figure> bugs(int seeds) {
    JsonNode run = simulate("bugs.log", LONGEST, "--bug", "all", "--seeds", "1.." + seeds);
    var figures = new ArrayList<Figure>();
    for (JsonNode bug : run.path("bugs")) {
      boolean caught = bug.path("caught").asBoolean();
      figures.add(
          new Figure(
              "planted mistake " + bug.path("bug").asInt(),
              String.format(Locale.ROOT, "caught within %,d seeds", seeds),
              caught
                  ? "seed " + bug.path("seed").asLong() + ", " + bug.path("by").asText()
                  : "not caught",
              bug.path("seed").asLong(),
              caught));
    }
    return figures;
  }

  Figure year() {
    JsonNode run = simulate("year.log", A_DAY, "--hours", "8760", "--seeds", "1000001..9999999");
    long crashes = run.path("crashes").asLong();
    int violations = run.path("violations").size();
    return new Figure(
        "a simulated year",
        ">= 100,000 crashes, no violation",
        String.format(
            Locale.ROOT,
            "%,.0f h, %,d crashes, %d violations",
            run.path("simulatedHours").asDouble(),
            crashes,
            violations),
        run.path("seeds").asLong(),
        crashes >= 100_000 && violations == 0);
  }
}

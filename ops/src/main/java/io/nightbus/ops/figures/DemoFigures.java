package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The demo over many seeds: the same seven steps with the SIGKILL, a small night each. A night that
 * can't be played to its end counts against its seed and ends nothing.
 */
final class DemoFigures {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Shipped shipped;
  private final Path directory;
  private final Consumer<String> progress;
  private final List<JsonNode> endings = new ArrayList<>();
  private final List<Integer> bad = new ArrayList<>();
  private double wholeNight = Double.NaN;

  DemoFigures(Shipped shipped, Path directory, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.progress = progress;
  }

  List<Figure> measure(int seeds, String home) {
    progress.accept("demo, the whole night of seed 1");
    JsonNode whole = ending("demo-whole.log", home, "--seed=1");
    wholeNight = whole.path("good").asBoolean() ? whole.path("seconds").asDouble() : Double.NaN;
    long begin = System.nanoTime();
    for (int seed = 1; seed <= seeds; seed++) {
      play(seed, home);
      progress.accept(
          String.format(
              Locale.ROOT,
              "demo, seed %d of %d, %.0f s so far: %s",
              seed,
              seeds,
              (System.nanoTime() - begin) / 1e9,
              bad.contains(seed) ? "BAD" : "the books agree"));
    }
    return figures(seeds);
  }

  private void play(int seed, String home) {
    JsonNode ending = ending("demo-" + seed + ".log", home, "--fast", "--seed=" + seed);
    if (!ending.isMissingNode()) {
      endings.add(ending);
    }
    if (!ending.path("good").asBoolean()) {
      bad.add(seed);
    }
  }

  /**
   * How one demo ended, and a missing node where it came to no end; what fell short is told. Its
   * directory stays then, and the demo names it.
   */
  private JsonNode ending(String log, String home, String... words) {
    List<String> all = new ArrayList<>(List.of("demo", "--json", "--plain"));
    all.addAll(List.of(words));
    try (Child demo =
        Child.start(
            "demo",
            shipped.brief().command(List.of("-Xmx256m", "-Dnightbus.home=" + home), all),
            Map.of(),
            directory.resolve(log))) {
      JsonNode ending = demo.firstJson(LONGEST);
      demo.exitCode(Duration.ofMinutes(1));
      if (!ending.path("good").asBoolean()) {
        progress.accept(ending.toString());
      }
      return ending;
    } catch (StageFailure failed) {
      progress.accept(String.valueOf(failed.getMessage()));
      return MissingNode.getInstance();
    }
  }

  private List<Figure> figures(int seeds) {
    long charges = sum("charges");
    long trials = charges + sum("requests");
    return List.of(
        new Figure(
            "demo: 20,000 charges, books agree",
            "<= 90 s",
            String.format(Locale.ROOT, "%.0f s", wholeNight),
            1,
            wholeNight <= 90),
        zero("demo: lost", "lost", trials),
        zero("demo: twice", "twice", trials),
        zero("demo: wrongly declined", "wronglyDeclined", trials),
        zero("demo: no link although a site was up", "lackOfLink", sum("requestsWhileHealthy")),
        share("demo: approved with a route", "approvedWhileHealthy", "requestsWhileHealthy", 0.95),
        share("demo: stood in for", "stoodIn", "requestsWhileIssuerAway", 0.90),
        new Figure("demo: held, in doubt", "named, by promise", held(), charges, true),
        new Figure(
            "demo: SIGKILLs survived",
            "one a seed at least",
            Long.toString(sum("kills")),
            endings.size(),
            !endings.isEmpty()
                && endings.stream().allMatch(ending -> ending.path("kills").asInt() >= 1)),
        new Figure(
            "demo: books agree, all settled or held",
            "every seed",
            (seeds - bad.size())
                + " of "
                + seeds
                + " seeds"
                + (bad.isEmpty() ? "" : ", not " + bad),
            seeds,
            bad.isEmpty() && seeds > 0));
  }

  private long sum(String field) {
    return endings.stream().mapToLong(ending -> ending.path(field).asLong()).sum();
  }

  private Figure zero(String name, String field, long trials) {
    long count = sum(field);
    return new Figure(name, "0", Long.toString(count), trials, count == 0 && trials > 0);
  }

  /** Of all seeds together, and of the seed that fared worst, which has to keep the bound too. */
  private Figure share(String name, String share, String of, double bound) {
    long all = sum(of);
    double whole =
        endings.stream()
                .mapToDouble(ending -> ending.path(share).asDouble() * ending.path(of).asDouble())
                .sum()
            / Math.max(1, all);
    double least =
        endings.stream().mapToDouble(ending -> ending.path(share).asDouble()).min().orElse(0);
    return new Figure(
        name,
        String.format(Locale.ROOT, ">= %.0f %% with every seed", 100 * bound),
        String.format(Locale.ROOT, "%.1f %%, least %.1f %%", 100 * whole, 100 * least),
        all,
        all > 0 && least >= bound);
  }

  /** What each kind of network has promised, how many seeds drew it, and what was held there. */
  private String held() {
    Map<String, long[]> byPromise = new TreeMap<>();
    for (JsonNode ending : endings) {
      String promise = ending.path("guarantees").path(0).asText("nothing");
      long[] seedsAndHeld = byPromise.computeIfAbsent(promise, _ -> new long[2]);
      seedsAndHeld[0]++;
      seedsAndHeld[1] += ending.path("held").asLong();
    }
    List<String> words = new ArrayList<>();
    byPromise.forEach(
        (promise, counts) -> words.add(promise + " " + counts[1] + " in " + counts[0]));
    return String.join(", ", words);
  }
}

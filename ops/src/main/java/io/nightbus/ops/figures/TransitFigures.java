package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.kill.KillMatrix;
import io.nightbus.ops.kill.KillPlan;
import io.nightbus.ops.kill.KillTable;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The figures of the transit night: taken in, settled after an outage, and killed meanwhile. */
final class TransitFigures {
  private static final int FEW = 10_000;

  /** A million in ten minutes. */
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(10);

  private static final double SETTLED_PER_SECOND = 1_000_000.0 / SETTLED_WITHIN.toSeconds();

  private static final Duration ROUND_TRIP = Duration.ofMillis(20);
  private static final Duration LINKS = Duration.ofSeconds(30);

  /** Seconds of live traffic before it is measured: whatever it shares with the night compiles. */
  private static final int WARM_UP = 30;

  /** The first one goes half a minute after the range was found out. */
  private static final Duration FIRST_PROBE = Duration.ofSeconds(90);

  /** One of the three issuers whose cards travel. */
  private static final String AWAY = "455610";

  /** Outages that are played side by side: most of each is waiting. */
  private static final int AT_A_TIME = 4;

  /** Requests that may be on their way when a range's outage is found out: the window. */
  private static final int WINDOW = 256;

  private final Shipped shipped;
  private final Path directory;
  private final int charges;
  private final int seconds;
  private final Consumer<String> progress;
  private int rigs;

  /**
   * @param charges of the large files
   */
  TransitFigures(
      Shipped shipped, Path directory, int charges, int seconds, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.charges = charges;
    this.seconds = seconds;
    this.progress = progress;
  }

  private Rig rig() {
    Path own = directory.resolve("transit-" + ++rigs);
    try {
      Files.createDirectories(own);
    } catch (IOException refused) {
      throw new StageFailure("no directory " + own, refused);
    }
    return new Rig(shipped, own, true);
  }

  /** A file of so many charges, three quarters as many cards. Their deadline is in ten minutes. */
  private Path file(int seed, int count) {
    Instant deadline = Instant.now().plus(SETTLED_WITHIN).truncatedTo(ChronoUnit.SECONDS);
    Path file = directory.resolve("night-" + seed + "-" + count + ".jsonl");
    try (Child transit =
        Child.start(
            "transit",
            shipped.small(
                List.of(
                    "sim",
                    "transit",
                    "--out=" + file,
                    "--seed=" + seed,
                    "--deadline=" + deadline,
                    "--charges=" + count,
                    "--cards=" + count * 3 / 4)),
            Map.of(),
            directory.resolve("transit.log"))) {
      transit.exitCode(Duration.ofMinutes(5));
    }
    return file;
  }

  private static void away(Rig rig) {
    rig.networkAway();
    rig.gateway.awaitStatus("still has a link", LINKS, status -> !status.anyUp("network"));
  }

  /** Hands a file in and gives the seconds that the whole command took. */
  private static double submit(Rig rig, Path file) {
    long begin = System.nanoTime();
    rig.command("submit.log", Duration.ofMinutes(30), "batch", "submit", file.toString());
    return (System.nanoTime() - begin) / 1e9;
  }

  // --- intake

  List<Figure> intake() {
    progress.accept(
        String.format(Locale.ROOT, "intake of %,d charges, and of %,d before", charges, FEW));
    try (Rig rig = rig()) {
      away(rig);
      submit(rig, file(1, FEW));
      long few = resident(rig);
      double took = submit(rig, file(2, charges));
      long all = resident(rig);
      long taken = rig.gateway.status().allCharges();
      double rate = charges / took;
      return List.of(
          new Figure(
              "charges accepted durably from a file",
              ">= 20000/s",
              String.format(
                  Locale.ROOT, "%.0f/s (%.1f s, the command's start included)", rate, took),
              charges,
              taken == charges + FEW && rate >= 20_000),
          new Figure(
              "the gateway's memory after them",
              String.format(Locale.ROOT, "<= 1.5 x that after %,d", FEW),
              String.format(Locale.ROOT, "%,d MB (%,d MB before)", all / 1_024, few / 1_024),
              charges,
              all <= 1.5 * few));
    }
  }

  /** Kilobytes that the process holds in memory. */
  private static long resident(Rig rig) {
    Path status = Path.of("/proc", Long.toString(rig.gateway.process().pid()), "status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow(() -> new StageFailure(status + " does not tell VmRSS"));
    } catch (IOException missing) {
      throw new StageFailure("memory is read from " + status + ", which is not there", missing);
    }
  }

  // --- settled after an outage

  List<Figure> settle() {
    progress.accept(
        String.format(Locale.ROOT, "%,d charges after an outage, answered in 20 ms", charges));
    try (Rig rig = rig()) {
      rig.networkTakes(ROUND_TRIP);
      JsonNode before = live(rig);
      away(rig);
      submit(rig, file(3, charges));
      rig.networkBack();
      rig.networkTakes(ROUND_TRIP);
      rig.gateway.awaitStatus("sends nothing", LINKS, status -> status.anyUp("network"));
      long begin = System.nanoTime();
      JsonNode during = live(rig);
      long waiting = rig.gateway.status().chargesOutstanding();
      GatewayStatus end = awaitRarely(rig, status -> status.chargesOutstanding() == 0);
      double took = (System.nanoTime() - begin) / 1e9;
      double bound = 1.2 * p99(before);
      return List.of(
          new Figure(
              "charges settled after an outage",
              String.format(Locale.ROOT, ">= %.0f/s (a million in 10 minutes)", SETTLED_PER_SECOND),
              String.format(Locale.ROOT, "%.0f/s (%.1f s)", charges / took, took),
              charges,
              end.charges("AUTHORISED") == charges && charges / took >= SETTLED_PER_SECOND),
          new Figure(
              "live p99 meanwhile",
              String.format(Locale.ROOT, "<= 1.2 x %.1f ms before", p99(before) / 1_000),
              String.format(Locale.ROOT, "%.1f ms", p99(during) / 1_000),
              during.path("answered").asLong(),
              waiting > 0 && during.path("whole").asBoolean() && p99(during) <= bound),
          spent(rig));
    }
  }

  /** Attempts and transmissions, by the gateway's own report. */
  private static Figure spent(Rig rig) {
    JsonNode attempts = report(rig).path("attempts");
    long first = attempts.path("attempts").asLong();
    long transmissions = attempts.path("transmissions").asLong();
    long most = attempts.path("most_answered_for_one_charge").asLong();
    return new Figure(
        "attempts and transmissions",
        "<= 6 answered for one charge, transmissions <= 1.1 x attempts",
        String.format(
            Locale.ROOT,
            "at most %d answered, %,d attempts, %,d transmissions",
            most,
            first,
            transmissions),
        first,
        first > 0 && most <= 6 && transmissions <= 1.1 * first);
  }

  private static JsonNode report(Rig rig) {
    JsonNode newest = rig.gateway.json("/api/v1/batches").path("batches").path(0);
    return rig.gateway.json("/api/v1/transit/batches/" + newest.path("id").asText() + "/report");
  }

  private JsonNode live(Rig rig) {
    try (Child load = rig.through(WARM_UP, 3 * seconds, "--rate=100")) {
      return rig.result(load, 3 * seconds);
    }
  }

  private static double p99(JsonNode result) {
    return result.path("latency").path("p99").asDouble();
  }

  /** Asks seldom: each question takes processor from what is measured. */
  private static GatewayStatus awaitRarely(Rig rig, Predicate<GatewayStatus> wanted) {
    long end = System.nanoTime() + Duration.ofMinutes(30).toNanos();
    GatewayStatus status = rig.gateway.status();
    while (!wanted.test(status)) {
      if (System.nanoTime() > end) {
        throw new StageFailure("after 30 minutes the charges are not settled");
      }
      rig.gateway.process().pause(Duration.ofMillis(200));
      status = rig.gateway.status();
    }
    return status;
  }

  // --- one issuer stays away

  List<Figure> range() {
    progress.accept(
        String.format(Locale.ROOT, "%,d charges while one of three issuers is out", charges));
    try (Rig rig = rig()) {
      away(rig);
      Path file = file(4, charges);
      long others = charges - behind(AWAY, file);
      submit(rig, file);
      rig.networkBack();
      rig.networkTakes(ROUND_TRIP);
      rig.issuerAway(AWAY);
      rig.gateway.awaitStatus("sends nothing", LINKS, status -> status.anyUp("network"));
      long begin = System.nanoTime();
      rig.gateway.awaitStatus("does not probe the range", FIRST_PROBE, it -> it.probes(AWAY) > 0);
      GatewayStatus end = awaitRarely(rig, status -> status.charges("AUTHORISED") >= others);
      double took = (System.nanoTime() - begin) / 1e9;
      long spent = report(rig).path("attempts").path("attempts").asLong() - others;
      long probes = end.probes(AWAY);
      return List.of(
          new Figure(
              "all others settled while one range is out",
              "all " + others,
              String.format(Locale.ROOT, "%,d in %.1f s", end.charges("AUTHORISED"), took),
              others,
              end.charges("AUTHORISED") == others && end.charges("DECLINED") == 0),
          new Figure(
              "attempts spent on the range that is out",
              "<= its probes, and one window before it was found out",
              String.format(Locale.ROOT, "%d, of which %d probes", spent, probes),
              charges - others,
              spent <= probes + WINDOW));
    }
  }

  private static long behind(String issuer, Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.filter(line -> line.contains("\"pan\":\"" + issuer)).count();
    } catch (IOException unreadable) {
      throw new StageFailure(file + " can't be read", unreadable);
    }
  }

  // --- killed in the replay

  /**
   * @param kills how many, over networks that promise each of three things
   */
  List<Figure> kills(int kills) {
    progress.accept(kills + " kills at random moments");
    Optional<String> missing = KillMatrix.missing();
    if (missing.isPresent()) {
      throw new StageFailure(missing.get());
    }
    var matrix = new KillMatrix(shipped, directory, 1, AT_A_TIME, progress);
    var table = new KillTable(matrix.play(KillPlan.every(0, 0, kills, 0, 0)), matrix.points());
    KillTable.Row row = table.rows().getFirst();
    return List.of(
        new Figure(
            "SIGKILLs at random moments, three kinds of network",
            "none lost, twice or wrongly declined",
            String.format(
                Locale.ROOT,
                "%d lost, %d twice, %d wrongly declined, %d unbalanced; %d hit charges under way",
                row.lost(),
                row.twice(),
                row.wronglyDeclined(),
                row.unbalanced(),
                row.hitReplay()),
            row.tried(),
            table.holds() && row.hitReplay() > 0));
  }
}

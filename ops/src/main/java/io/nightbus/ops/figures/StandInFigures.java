package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The figures of stand-in: the host vanishes, decides nothing for long, and is told all of it. */
final class StandInFigures {
  /** The route's budget: after that the network would decide for itself. */
  private static final Duration NETWORK_TIMER = Duration.ofSeconds(2);

  /** Seconds before approvals are measured: gateway and load still compile. */
  private static final int WARM_UP = 30;

  /** Approvals a second. */
  private static final int APPROVALS = 20_000;

  private static final int ADVICES = 100_000;
  private static final Duration ROUND_TRIP = Duration.ofMillis(20);

  /** Cards of stand-in's, of the live requests beside them, and the one that is never answered. */
  private static final String OURS = "400000";

  private static final String LIVE = "400001";
  private static final String POISON = "400002";

  private final Shipped shipped;
  private final Path directory;
  private final int seconds;
  private final Consumer<String> progress;
  private int rigs;

  StandInFigures(Shipped shipped, Path directory, int seconds, Consumer<String> progress) {
    this.shipped = shipped;
    this.directory = directory;
    this.seconds = seconds;
    this.progress = progress;
  }

  private StandInRig rig() {
    Path own = directory.resolve("standin-" + ++rigs);
    try {
      Files.createDirectories(own);
    } catch (IOException refused) {
      throw new StageFailure("no directory " + own, refused);
    }
    return new StandInRig(shipped, own);
  }

  private static double micros(JsonNode result, String which) {
    return result.path("latency").path(which).asDouble();
  }

  private static long approved(JsonNode result) {
    return result.path("byCode").path("00").asLong();
  }

  private static long owed(StandInRig rig) {
    return rig.gateway.status().advices();
  }

  // --- the host vanishes

  List<Figure> vanish() {
    return List.of(
        vanish("host falls silent under 1,000/s", StandInRig::hostFallsSilent),
        vanish("host dies under 1,000/s", StandInRig::hostDies));
  }

  private Figure vanish(String name, Consumer<StandInRig> how) {
    progress.accept(name);
    int measured = Math.max(6, seconds);
    try (StandInRig rig = rig()) {
      rig.hostComes("");
      try (Child load =
          rig.asks(OURS, 8, 3, measured, "--rate=1000", "--timeout=" + NETWORK_TIMER.toSeconds())) {
        rig.gateway.awaitStatus(
            "is asked nothing", Duration.ofSeconds(20), status -> status.outstanding() > 0);
        pause(load, Duration.ofSeconds(5));
        how.accept(rig);
        JsonNode result = StandInRig.result(load, Duration.ofSeconds(3L + measured));
        long answered = result.path("answered").asLong();
        double slowest = micros(result, "max") / 1_000;
        long stoodIn = owed(rig);
        return new Figure(
            name,
            "all approved, slowest <= " + NETWORK_TIMER.toMillis() + " ms",
            String.format(
                Locale.ROOT,
                "%d of %d approved, %d unanswered, slowest %.0f ms, %d advices owed",
                approved(result),
                answered,
                result.path("unanswered").asLong(),
                slowest,
                stoodIn),
            answered,
            result.path("whole").asBoolean()
                && approved(result) == answered
                && slowest <= NETWORK_TIMER.toMillis()
                && stoodIn > 0);
      }
    }
  }

  /** Lets the load go on for a while before something befalls it. */
  private static void pause(Child load, Duration time) {
    load.pause(time);
    if (!load.isAlive()) {
      throw new StageFailure("the load has ended before the host vanished");
    }
  }

  // --- durable approvals

  /**
   * As many as go, each connection waiting for its answers; and how long they take where a fixed
   * number comes whatever is answered, which a stop of the machine cannot keep back.
   */
  List<Figure> approvals() {
    progress.accept("durable stand-in approvals with 8 connections of 16 requests");
    try (StandInRig rig = rig()) {
      JsonNode most = approvals(rig, "--outstanding=16");
      double rate = most.path("perSecond").asDouble();
      double p99 = micros(most, "p99") / 1_000;
      JsonNode steady = approvals(rig, "--rate=" + APPROVALS);
      return List.of(
          new Figure(
              "durable stand-in approvals",
              ">= " + APPROVALS + "/s, p99 <= 10 ms",
              String.format(
                  Locale.ROOT,
                  "%.0f/s, p99 %.1f ms, %d of %d approved; at a steady %d/s p99 %.1f ms",
                  rate,
                  p99,
                  approved(most),
                  most.path("answered").asLong(),
                  APPROVALS,
                  micros(steady, "p99") / 1_000),
              most.path("answered").asLong(),
              isWhole(most) && isWhole(steady) && rate >= APPROVALS && p99 <= 10));
    }
  }

  private JsonNode approvals(StandInRig rig, String how) {
    try (Child load = rig.asks(OURS, 8, WARM_UP, seconds, how)) {
      return StandInRig.result(load, Duration.ofSeconds(WARM_UP + seconds));
    }
  }

  private static boolean isWhole(JsonNode result) {
    return result.path("whole").asBoolean() && approved(result) == result.path("answered").asLong();
  }

  // --- the drain

  List<Figure> drain() {
    progress.accept("100,000 advices, drained with 20 ms of round trip and a window of 64");
    int live = 28;
    try (StandInRig rig = rig()) {
      rig.hostComes("");
      rig.hostTakes(ROUND_TRIP);
      JsonNode before = live(rig, live);
      rig.hostRefuses();
      long owed = 0;
      while (owed < ADVICES) {
        try (Child load = rig.asks(OURS, 8, 0, 1, "--outstanding=16")) {
          StandInRig.result(load, Duration.ofSeconds(10));
        }
        owed = owed(rig);
      }
      rig.hostHeals();
      rig.hostTakes(ROUND_TRIP);
      rig.gateway.awaitStatus(
          "has no link to the host", Duration.ofSeconds(20), status -> status.anyUp("host"));
      long begin = System.nanoTime();
      JsonNode during = live(rig, live);
      boolean stillOwed = owed(rig) > 0;
      GatewayStatus end = awaitDrained(rig, 0);
      double took = (System.nanoTime() - begin) / 1e9;
      double rate = owed / took;
      long told = rig.hostHas("0120", "APPLIED");
      double bound = 1.2 * micros(before, "p99");
      return List.of(
          new Figure(
              "drain of " + owed + " advices",
              ">= 2000/s, each told once",
              String.format(Locale.ROOT, "%.0f/s, %d told, %.1f s", rate, told, took),
              owed,
              rate >= 2_000 && told == owed && end.parked() == 0),
          new Figure(
              "live p99 during the drain",
              String.format(Locale.ROOT, "<= 1.2 x %.1f ms before", micros(before, "p99") / 1_000),
              String.format(
                  Locale.ROOT,
                  "%.1f ms (p50 %.1f, before %.1f)",
                  micros(during, "p99") / 1_000,
                  micros(during, "p50") / 1_000,
                  micros(before, "p50") / 1_000),
              during.path("answered").asLong(),
              stillOwed && during.path("whole").asBoolean() && micros(during, "p99") <= bound));
    }
  }

  /** Seconds of live traffic before it is measured, for who asks is new each time. */
  private static final int LIVE_WARM_UP = 4;

  /** Requests of other cards than those whose advices wait: a card's own backlog goes first. */
  private static JsonNode live(StandInRig rig, int seconds) {
    try (Child load = rig.asks(LIVE, 2, LIVE_WARM_UP, seconds, "--rate=100")) {
      return StandInRig.result(load, Duration.ofSeconds((long) LIVE_WARM_UP + seconds));
    }
  }

  /** Asks seldom: each question takes processor from what is measured. */
  private static GatewayStatus awaitDrained(StandInRig rig, long left) {
    long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
    GatewayStatus status = rig.gateway.status();
    while (status.advices() > left) {
      if (System.nanoTime() > end) {
        throw new StageFailure("after 5 minutes " + status.advices() + " advices are still owed");
      }
      rig.gateway.process().pause(Duration.ofMillis(200));
      status = rig.gateway.status();
    }
    return status;
  }

  // --- one that is never acknowledged

  List<Figure> poison() {
    progress.accept("one entry that is never acknowledged, before 1,000 others");
    try (StandInRig rig = rig()) {
      asked(rig, POISON, 1);
      asked(rig, OURS, 1_000);
      long owed = owed(rig);
      rig.hostComes(
          "rules:\n  - when: {mti: \"0120\", cards: [\"" + POISON + "\"]}\n    withhold: true\n");
      long begin = System.nanoTime();
      awaitDrained(rig, 1);
      double took = (System.nanoTime() - begin) / 1e9;
      GatewayStatus end = rig.gateway.status();
      return List.of(
          new Figure(
              "one of 1,000 is never acknowledged",
              "the others delivered",
              String.format(
                  Locale.ROOT,
                  "%d of %d delivered in %.1f s, %d parked",
                  owed - end.advices(),
                  owed,
                  took,
                  end.parked()),
              owed,
              owed > 1_000 && end.advices() == 1 && end.parked() == 0));
    }
  }

  /** So many requests within a second, and one card each. */
  private static void asked(StandInRig rig, String cards, int count) {
    try (Child load = rig.asks(cards, 1, 0, 1, "--rate=" + count, "--card-count=" + count)) {
      StandInRig.result(load, Duration.ofSeconds(10));
    }
  }
}

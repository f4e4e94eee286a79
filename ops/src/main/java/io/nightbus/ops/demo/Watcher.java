package io.nightbus.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.demo.Picture.Live;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Simulated;
import io.nightbus.ops.stage.Stage;
import io.nightbus.ops.stage.StageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at everybody a few times a second and shows what it sees. */
final class Watcher implements AutoCloseable {
  private static final long EVERY_MILLIS = 250;

  private final Stage stage;
  private final Telling telling;
  private final long charges;
  private final Instant deadline;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watcher").factory());
  private long settled;
  private long seenAt;
  private double perSecond;

  Watcher(Stage stage, Telling telling, long charges, Instant deadline) {
    this.stage = stage;
    this.telling = telling;
    this.charges = charges;
    this.deadline = deadline;
    if (telling.isLive()) {
      var _ = clock.scheduleWithFixedDelay(this::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      Optional<GatewayStatus> status = stage.gateway().statusIfAny();
      status.ifPresent(this::measure);
      telling.show(
          new Picture(
              status,
              live(stage.acquirer()),
              live(stage.network()),
              charges,
              perSecond,
              Math.max(0, Duration.between(Instant.now(), deadline).toSeconds())));
    } catch (StageFailure away) {
      // Somebody is just going down; the next look will tell.
    }
  }

  private void measure(GatewayStatus status) {
    long now = System.nanoTime();
    long rest = status.chargesAtRest();
    double rate = seenAt == 0 ? 0 : (rest - settled) * 1e9 / (now - seenAt);
    perSecond = perSecond == 0 ? rate : 0.7 * perSecond + 0.3 * rate;
    settled = rest;
    seenAt = now;
  }

  static Live live(Simulated originator) {
    JsonNode summary = originator.journalSummary();
    long all = 0;
    for (JsonNode state : summary) {
      all += state.path("count").asLong();
    }
    return new Live(
        all - count(summary, "UNSENT"),
        count(summary, "APPROVED"),
        count(summary, "DECLINED"),
        count(summary, "UNANSWERED") + count(summary, "REVERSED"));
  }

  private static long count(JsonNode summary, String state) {
    return summary.path(state).path("count").asLong();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}

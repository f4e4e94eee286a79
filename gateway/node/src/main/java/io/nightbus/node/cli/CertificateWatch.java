package io.nightbus.node.cli;

import io.nightbus.node.ops.OwnMetric;
import io.nightbus.node.ops.Telemetry;
import io.nightbus.node.wire.Guard;
import io.nightbus.node.wire.Tls;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads certificates again when their files change, and says how long they have left. */
final class CertificateWatch implements AutoCloseable {
  private static final long EVERY_SECONDS = 5;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("nightbus-certificates").factory());

  CertificateWatch(Map<String, Guard> guards, Telemetry telemetry) {
    guards.forEach((endpoint, guard) ->
        guard
            .tls()
            .ifPresent(tls -> {
              telemetry.watch(OwnMetric.TLS_LEFT, () -> left(tls), endpoint);
              var _ =
                  thread.scheduleWithFixedDelay(
                      tls::refresh, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
            }));
  }

  private static long left(Tls tls) {
    return Duration.between(Instant.now(), tls.expires()).toSeconds();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

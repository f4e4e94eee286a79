package io.nightbus.sim.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One moment on both clocks.
 *
 * @param nanos monotonic, of this process; for distances only
 * @param wallMicros microseconds since 1970, UTC
 */
public record Stamp(long nanos, long wallMicros) {

  public static Stamp now() {
    Instant wall = Instant.now();
    return new Stamp(System.nanoTime(), ChronoUnit.MICROS.between(Instant.EPOCH, wall));
  }

  public Instant wall() {
    return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS);
  }

  public Stamp plusMillis(long millis) {
    return new Stamp(nanos + millis * 1_000_000, wallMicros + millis * 1_000);
  }
}

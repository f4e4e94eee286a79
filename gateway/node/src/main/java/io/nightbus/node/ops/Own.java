package io.nightbus.node.ops;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What this process tells of itself.
 *
 * @param up since its start
 * @param files share of the open files that it may have
 * @param heap share of the memory that it may have
 * @param waiting connections that have not said who they are
 * @param certificates how long the first one of each endpoint has left; none without TLS
 * @param refused when the configuration was read last, where it was not taken
 */
record Own(
    Duration up,
    double files,
    double heap,
    long waiting,
    Map<String, Duration> certificates,
    Optional<Instant> refused) {
  static final Own UNKNOWN = new Own(Duration.ofDays(1), 0, 0, 0, Map.of(), Optional.empty());

  /** Its files or its memory come to an end. */
  boolean isLow() {
    return files > 0.8 || heap > 0.95;
  }
}

package io.nightbus.node.engine;

import io.nightbus.node.wire.Deadlines;
import io.nightbus.node.wire.Wire;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops reading from originators while the book is too far behind. Answers of those we ask are read
 * on: they are what lets the backlog go down.
 */
final class Pressure {
  private static final Logger LOG = LoggerFactory.getLogger(Pressure.class);

  private static final long BETWEEN_WARNINGS = 10_000_000_000L;

  private final Wire wire;
  private final List<String> originators;
  private final EngineLimits limits;
  private boolean paused;
  private long pauses;
  private long warnedAt;

  /**
   * @param originators endpoints that ask
   */
  Pressure(Wire wire, List<String> originators, EngineLimits limits) {
    this.wire = wire;
    this.originators = originators;
    this.limits = limits;
  }

  void feel(long backlog, int held) {
    if (paused) {
      if (backlog <= limits.backlog() / 2 && held <= limits.held() / 2) {
        read(true, backlog, held);
      }
    } else if (backlog > limits.backlog() || held > limits.held()) {
      read(false, backlog, held);
    }
  }

  private void read(boolean on, long backlog, int held) {
    paused = !on;
    long now = System.nanoTime();
    pauses += on ? 0 : 1;
    if (!on && (pauses == 1 || Deadlines.past(warnedAt + BETWEEN_WARNINGS, now))) {
      warnedAt = now;
      LOG.warn(
          "not reading from originators for a while: {} transactions are not durable yet, {}"
              + " messages wait for them (time {} since the start)",
          backlog,
          held,
          pauses);
    }
    for (String endpoint : originators) {
      wire.reading(endpoint, on, now);
    }
  }

  /** There are other links: what is held back is held back on them too. */
  void again() {
    for (String endpoint : originators) {
      wire.reading(endpoint, !paused, System.nanoTime());
    }
  }
}

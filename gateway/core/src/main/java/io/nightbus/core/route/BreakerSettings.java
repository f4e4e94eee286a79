package io.nightbus.core.route;

import java.time.Duration;

/**
 * When a breaker opens: after so many failures in a row (total outage), or at a failure share in a
 * time window (partial outage).
 *
 * @param consecutive failures in a row
 * @param share failures per hundred calls in the window
 * @param window the time that counts, whole seconds
 * @param minimum calls in the window before the share is judged
 * @param open pause before one probe is let through
 */
public record BreakerSettings(
    int consecutive, int share, Duration window, int minimum, Duration open) {
  public static final BreakerSettings USUAL =
      new BreakerSettings(5, 50, Duration.ofSeconds(10), 20, Duration.ofSeconds(1));

  public BreakerSettings {
    if (consecutive < 1 || share < 1 || share > 100 || minimum < 1 || window.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "breaker: at least one failure, a share of 1 to 100, a window of a second");
    }
  }
}

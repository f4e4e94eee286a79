package io.nightbus.core.saf;

import java.time.Duration;

/**
 * How one endpoint's backlog is delivered.
 *
 * @param window deliveries awaiting an answer at a time, over all cards
 * @param rate most deliveries a second that the contract allows
 * @param answer longest wait for an acknowledgement
 * @param backoff first pause after an attempt without an acknowledgement; doubles with jitter up to
 *     {@code backoffCap}
 * @param alertAfter attempts after which a person should look
 */
public record DeliverySettings(
    int window, int rate, Duration answer, Duration backoff, Duration backoffCap, int alertAfter) {
  public static final DeliverySettings USUAL =
      new DeliverySettings(
          1, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 15);

  public DeliverySettings {
    if (window < 1 || rate < 1) {
      throw new IllegalArgumentException("delivery: window and rate are at least 1");
    }
  }
}

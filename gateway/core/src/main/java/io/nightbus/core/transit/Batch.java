package io.nightbus.core.transit;

import java.time.Instant;

/**
 * A file of charges.
 *
 * @param id the operator's file id
 * @param deadline when every card should be released
 * @param digest SHA-256 of the records as the trailer gives it, empty until the trailer was read
 * @param count charges counted in the file, or claimed by its trailer once closed
 * @param amount their sum in minor units
 */
public record Batch(
    String id,
    String operator,
    String day,
    String currency,
    String endpoint,
    Instant deadline,
    State state,
    String digest,
    long count,
    long amount,
    String reason) {

  /** RECEIVING until the trailer is read; then QUEUED, or HELD where the trailer disagrees. */
  public enum State {
    RECEIVING,
    QUEUED,
    HELD
  }
}

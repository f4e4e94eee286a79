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

  /**
   * The same once its trailer has been read.
   *
   * @param agrees what the trailer claims was found equal
   * @param why what was not, empty where it agrees
   */
  public Batch shut(boolean agrees, String sha256, long charges, long sum, String why) {
    State ended = agrees ? State.QUEUED : State.HELD;
    return new Batch(
        id, operator, day, currency, endpoint, deadline, ended, sha256, charges, sum, why);
  }

  /** RECEIVING until the trailer is read; then QUEUED, or HELD where the trailer disagrees. */
  public enum State {
    RECEIVING,
    QUEUED,
    HELD
  }
}

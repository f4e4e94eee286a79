package io.nightbus.core.saf;

import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Instant;
import java.util.Optional;

/**
 * An advice or a reversal that we owe to an endpoint until it acknowledges it.
 *
 * @param id ours, unique for ever
 * @param order its place in the lane: entries of one lane go out in ascending order, then by id
 * @param lane keyed token of the card
 * @param message what to send, without DE 7 and 11; an original's DE 90 is in it
 * @param exchange id of the live exchange that it belongs to, 0 where there is none
 * @param charge id of the charge that it resolves, 0 where there is none
 * @param stamp its own identity, from the first intent to send on
 * @param attempts transmissions so far
 * @param exposes it tells of a stand-in approval: until it is acknowledged, the approval is a risk
 */
public record Obligation(
    long id,
    long order,
    String endpoint,
    String lane,
    Duty duty,
    Message message,
    long exchange,
    long charge,
    Instant created,
    Optional<Stamp> stamp,
    int attempts,
    boolean exposes) {

  /** One that tells of no approval of ours. */
  public Obligation(
      long id,
      long order,
      String endpoint,
      String lane,
      Duty duty,
      Message message,
      long exchange,
      long charge,
      Instant created,
      Optional<Stamp> stamp,
      int attempts) {
    this(
        id, order, endpoint, lane, duty, message, exchange, charge, created, stamp, attempts,
        false);
  }

  /** After an intent to send, or after one that is known not to have left. */
  public Obligation attempted(Optional<Stamp> as, int times) {
    return new Obligation(
        id, order, endpoint, lane, duty, message, exchange, charge, created, as, times, exposes);
  }
}

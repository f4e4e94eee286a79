package io.nightbus.core;

import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;

/**
 * A message of the backlog that is ready to go, under the stamp that was stored for it.
 *
 * @param after the transaction that has to be durable before
 * @param latest it must not be handed to the wire after this moment, monotonic
 */
record Transmission(Message message, Stamp stamp, long after, long latest) {

  /** One that may go however late. */
  Transmission(Message message, Stamp stamp, long after) {
    this(message, stamp, after, Long.MAX_VALUE);
  }
}

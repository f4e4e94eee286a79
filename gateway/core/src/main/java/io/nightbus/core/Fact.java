package io.nightbus.core;

import io.nightbus.iso.Trail;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, for metrics and the event log. Labels come from the configuration or an
 * enum, never from a message's account data.
 *
 * @param endpoint the endpoint or link it is about, empty where none
 * @param detail a name from a bounded set: a reason, a response class
 * @param value nanoseconds for durations, minor units for amounts, otherwise 1
 * @param trail of the one message that it tells of, where the log may name its trace; null where it
 *     tells of none, or of what happens to every message
 */
public record Fact(Kind kind, String endpoint, String detail, long value, @Nullable Trail trail) {

  /** Of no message that the log would name. */
  public Fact(Kind kind, String endpoint, String detail, long value) {
    this(kind, endpoint, detail, value, null);
  }

  /** Every kind of fact. */
  public enum Kind {
    LINK_STATE,
    LINK_DOUBT,
    REQUEST_ANSWERED,
    REQUEST_DURATION,
    REQUEST_REFUSED,
    REQUEST_DUPLICATE,
    OUTCOME_UNKNOWN,
    ANSWER_LATE,
    ANSWER_DUPLICATE,
    ANSWER_UNMATCHED,
    ANSWER_MISPAIRED,
    UNREADABLE,
    STANDIN_DECIDED,
    STANDIN_REASON,
    STANDIN_WITHDRAWN,
    STANDIN_SHADOW,
    STANDIN_FORCED,
    OBLIGATION_OWED,
    OBLIGATION_DELIVERED,
    OBLIGATION_REPEATED,
    OBLIGATION_OVERDUE,
    OBLIGATION_PARKED,
    OBLIGATION_UNPARKED,
    CHARGE_MOVED,
    BREAKER_MOVED,
    BATCH_CLOSED,
    RECOVERED_UNKNOWN,
    HOLD_PLACED,
    HOLD_LIFTED,
    STORE_ROOM
  }
}

package io.nightbus.core.transit;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps charges from going out, or slows them down, until it is lifted or its time is over.
 * Doubtful ones are still resolved: a hold concerns new attempts only.
 *
 * @param scope what {@code value} names
 * @param value a batch's id, a card range of six digits, a kind of device; empty for everything
 * @param most attempts a second that may go all the same; 0 = none
 * @param by who ordered it; the gateway itself for an outage or the fuse
 * @param until when it ends by itself; empty where it has to be lifted
 */
public record Hold(
    String endpoint,
    Scope scope,
    String value,
    Cause cause,
    int most,
    String reason,
    String by,
    Instant since,
    Optional<Instant> until) {

  /** Who signs for what the gateway decides by itself. */
  public static final String GATEWAY = "gateway";

  /** What a hold is about. */
  public enum Scope {
    EVERYTHING,
    BATCH,
    RANGE,
    DEVICE
  }

  /** Why there is one; one thing may be held for several causes, and each is lifted by itself. */
  public enum Cause {
    /** The issuer behind the range is out; probed, and lifted by the answers. */
    OUTAGE,
    /** Too large a share was declined; lifted by a named person. */
    FUSE,
    OPERATOR
  }

  public boolean covers(Charge charge) {
    return endpoint.equals(charge.endpoint())
        && switch (scope) {
          case EVERYTHING -> true;
          case BATCH -> charge.batch().equals(value);
          case RANGE -> charge.range().equals(value);
          case DEVICE -> charge.device().equals(value);
        };
  }

  public boolean isSame(Hold other) {
    return endpoint.equals(other.endpoint)
        && scope == other.scope
        && value.equals(other.value)
        && cause == other.cause;
  }

  /** Nothing goes, not even slowly. */
  public boolean stops() {
    return most == 0;
  }
}

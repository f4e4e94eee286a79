package io.nightbus.core;

import io.nightbus.core.standin.Decision;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.Dialect;
import java.util.Set;

/**
 * Messages that may be kept and sent later: built from a whitelist, never with track, PIN block or
 * chip data (domain §10).
 */
final class Kept {
  private Kept() {}

  /** What the book may keep of a request or an answer. */
  static Message of(Message message, Dialect dialect) {
    Set<De> carried = dialect.carried();
    var kept = Message.of(message.mti());
    for (De de : message.elements()) {
      if (carried.contains(de) || isIdentity(de)) {
        kept.set(de, message.get(de));
      }
    }
    return kept.build();
  }

  private static boolean isIdentity(De de) {
    return de.equals(De.STAN)
        || de.equals(De.TRANSMISSION_TIME)
        || de.equals(De.RESPONSE_CODE)
        || de.equals(De.APPROVAL_CODE)
        || de.equals(De.ORIGINAL_DATA);
  }

  private static Message.Builder carried(Message message, Dialect dialect, Mti mti) {
    return of(message, dialect).edit().mti(mti).drop(De.STAN).drop(De.TRANSMISSION_TIME);
  }

  /**
   * Tells the host what was decided in its place, and why: it names the original in DE 90 and has
   * its own DE 7 and 11.
   */
  static Message advice(Message request, Stamp original, Decision decision, Dialect dialect) {
    var advice =
        carried(request, dialect, request.mti().advice())
            .set(De.RESPONSE_CODE, decision.code())
            .set(De.ORIGINAL_DATA, originalData(request, original));
    if (!decision.approval().isEmpty()) {
      advice.set(De.APPROVAL_CODE, decision.approval());
    }
    return dialect.giveReason(advice, decision.reason()).build();
  }

  /** Undoes whatever the original may have done. */
  static Message reversal(Message request, Stamp original, Dialect dialect) {
    return carried(request, dialect, new Mti(request.mti().version() * 1000 + 420))
        .drop(De.RESPONSE_CODE)
        .set(De.ORIGINAL_DATA, originalData(request, original))
        .build();
  }

  /**
   * An originator's advice or reversal as we pass it on; DE 90 where it names something that we
   * re-stamped.
   */
  static Message passedOn(Message message, Dialect dialect) {
    return carried(message, dialect, message.mti().original()).build();
  }

  private static String originalData(Message request, Stamp original) {
    return original.originalData(request.get(De.ACQUIRER, ""), request.get(De.FORWARDER, ""));
  }
}

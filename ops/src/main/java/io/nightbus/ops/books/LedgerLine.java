package io.nightbus.ops.books;

import java.time.Instant;

/**
 * One message that a simulated host received, and what it did to that host's money.
 *
 * @param seq order of arrival at this host
 * @param mti without the repeat digit
 * @param card the simulators' public token of the card, not the gateway's
 * @param code DE 39 of the answer, also where it was withheld
 * @param effect APPLIED, UNDONE, DECLINED, …
 * @param of the line that this one repeats or undoes, 0 for none
 */
public record LedgerLine(
    long seq,
    Instant wall,
    String mti,
    boolean repeat,
    String de7,
    String stan,
    String rrn,
    long amount,
    String currency,
    String card,
    String code,
    boolean withheld,
    String approval,
    String effect,
    long of) {

  boolean isApplied() {
    return effect.equals("APPLIED");
  }

  boolean isUndone() {
    return effect.equals("UNDONE");
  }

  /** It came again, and changed nothing. */
  boolean isIdleRepeat() {
    return repeat && (effect.equals("DUPLICATE") || effect.equals("NOTHING_TO_UNDO"));
  }

  boolean isDeclined() {
    return effect.equals("DECLINED");
  }

  /** An authorisation or financial request, not an advice and not a reversal. */
  boolean isRequest() {
    return mti.charAt(2) == '0' && mti.charAt(1) != '4';
  }

  Stamp stamp() {
    return new Stamp(mti.charAt(1), de7, stan);
  }

  /** What a message is known by on one leg, whatever its repeat digit. */
  record Stamp(char messageClass, String de7, String stan) {}
}

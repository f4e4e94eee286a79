package io.nightbus.core.saf;

import io.nightbus.iso.dialect.ResponseClass;

/** What the answer to an advice or a reversal means for the obligation. */
public sealed interface Receipt {

  /** The peer has it. */
  record Delivered() implements Receipt {}

  /** The peer could not take it now. */
  record NotNow() implements Receipt {}

  /** It will never take it as it is: a person has to look. */
  record Park(String reason) implements Receipt {}

  /**
   * An advice can't be declined, so a decline acknowledges it; "original not found" ends a
   * reversal; a duplicate has been taken before (domain §3.8, §3.9).
   */
  static Receipt of(ResponseClass answer, String code) {
    return switch (answer) {
      case APPROVED,
          APPROVED_PARTIAL,
          DECLINE_HARD,
          DECLINE_SOFT,
          DECLINE_DATA,
          NOT_FOUND,
          IN_DOUBT ->
          new Delivered();
      case TECH_ISSUER, TECH_NETWORK -> new NotNow();
      case TECH_SECURITY -> new Park("security code " + code);
      case OUR_FAULT -> new Park("refused with code " + code);
    };
  }
}

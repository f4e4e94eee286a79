package io.nightbus.iso.dialect;

/**
 * What an answer means for breaker, stand-in and transit: the class, not the code, drives behaviour
 * (domain §4).
 */
public enum ResponseClass {
  APPROVED,
  APPROVED_PARTIAL,
  DECLINE_HARD,
  DECLINE_SOFT,
  DECLINE_DATA,
  /** The issuer behind a healthy peer is out: about its card range, not about the peer. */
  TECH_ISSUER,
  /** The peer itself is not working. */
  TECH_NETWORK,
  TECH_SECURITY,
  /** It has seen this one before, or nobody knows: says nothing about approval. */
  IN_DOUBT,
  /** Our message or our set-up is wrong: an alarm, not an answer about the card. */
  OUR_FAULT,
  /** To a reversal: there is nothing to reverse. */
  NOT_FOUND;

  public boolean isApproval() {
    return this == APPROVED || this == APPROVED_PARTIAL;
  }

  /** A real judgement of the issuer about this card. */
  public boolean isDecline() {
    return this == DECLINE_HARD || this == DECLINE_SOFT || this == DECLINE_DATA;
  }

  public boolean isTechnical() {
    return this == TECH_ISSUER || this == TECH_NETWORK || this == TECH_SECURITY;
  }
}

package io.nightbus.core.standin;

/** What stand-in says to one request. */
public sealed interface Ruling {

  record Approve() implements Ruling {}

  /**
   * A fact about the card, which the issuer would have said too.
   *
   * @param code DE 39
   * @param check the check that failed
   */
  record Decline(String code, Check check) implements Ruling {}

  /** Not ours to decide: answered 91, which says nothing about the cardholder (domain §6.6). */
  record MayNot(Check check) implements Ruling {}

  /** The checks, in the order in which they are made (domain §6.3). */
  enum Check {
    FORM,
    CARD_RANGE,
    CHECK_DIGIT,
    HOT_CARD,
    EXPIRY,
    KIND,
    MERCHANT_TYPE,
    ONLINE_PIN,
    CURRENCY,
    AMOUNT_LIMIT,
    CARD_COUNT,
    CARD_AMOUNT,
    EXPOSURE
  }
}

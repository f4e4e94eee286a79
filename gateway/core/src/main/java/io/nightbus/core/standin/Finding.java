package io.nightbus.core.standin;

/** What one check found; the words never hold account data. */
public sealed interface Finding {
  String words();

  record Pass(String words) implements Finding {}

  /**
   * A fact about the card, which the issuer would have said too.
   *
   * @param code DE 39
   */
  record Decline(String code, String words) implements Finding {}

  /** Not ours to decide: 91, which says nothing about the cardholder (domain §6.6). */
  record MayNot(String words) implements Finding {}
}

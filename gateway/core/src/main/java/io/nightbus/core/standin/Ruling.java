package io.nightbus.core.standin;

import java.util.List;

/** What stand-in says to one request. */
public sealed interface Ruling {

  /**
   * Within every limit.
   *
   * @param counted what has to be counted with the decision
   */
  record Approve(List<Counters.Move> counted) implements Ruling {}

  /**
   * A fact about the card, which the issuer would have said too.
   *
   * @param code DE 39
   * @param check the check that failed
   */
  record Decline(String code, Check check) implements Ruling {}

  /** Not ours to decide: answered 91, which says nothing about the cardholder (domain §6.6). */
  record MayNot(Check check) implements Ruling {}
}

package io.nightbus.sim.world;

/** One effect in a host's true ledger: money held for a transaction, until it is reversed. */
final class Posting {
  /** What a reversal would name: class, STAN and DE 7 of the request. */
  final String original;

  final String card;
  final String reference;
  final long amount;
  final boolean byAdvice;
  boolean reversed;

  Posting(String original, String card, String reference, long amount, boolean byAdvice) {
    this.original = original;
    this.card = card;
    this.reference = reference;
    this.amount = amount;
    this.byAdvice = byAdvice;
  }
}

package io.nightbus.core.transit;

/** What the transit operator is told about a card; the book numbers it. */
public enum CardSign {
  /** The issuer's own word: the only one that may put a card on a deny list. */
  DECLINED,
  /** Something that stood against the card is over: take it off. Told only where it stood. */
  RELEASED,
  /** What became of the charge is not known yet, which says nothing about the card. */
  HELD
}

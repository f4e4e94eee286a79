package io.nightbus.core.transit;

/** What the transit operator is told about a card; the book numbers it. */
public enum CardSign {
  /** The issuer's own word: the only one that may put a card on a deny list. */
  DECLINED,
  /**
   * Nothing stands against the card any more: take it off. Told only where something stood, and not
   * while another of its charges is declined.
   */
  RELEASED,
  /** What became of the charge is not known yet, which says nothing about the card. */
  HELD
}

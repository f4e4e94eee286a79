package io.nightbus.sim.ledger;

/** What a message did to the books. */
public enum Effect {
  /** A new effect: the amount is held or booked. */
  APPLIED,
  /** Judged and refused: no effect. */
  DECLINED,
  /** An advice of a decline: known now, no money moved. */
  NOTED,
  /** Recognised as one that was seen before: the first answer again, no effect. */
  DUPLICATE,
  /** Same identity, other content: refused, no effect. */
  MISMATCH,
  /** A reversal took an effect back. */
  UNDONE,
  /** A reversal came before its original and will keep it out. */
  TOMBSTONED,
  /** An original was kept out by a reversal that came before it, or that undid it. */
  REFUSED,
  /** A reversal of something that has no effect any more, or never had one. */
  NOTHING_TO_UNDO,
  /** A reversal of something never seen, by a host that keeps no tombstones: answered 25. */
  UNMATCHED,
  /** Not looked at: its issuer is out, the link is not signed on, or it can't be understood. */
  NONE
}

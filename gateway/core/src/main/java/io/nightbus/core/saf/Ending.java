package io.nightbus.core.saf;

/** How an obligation ended, or where it waits for a person. */
public enum Ending {
  DELIVERED,
  /** Taken back before a byte of it left. */
  VOIDED,
  /** Cannot be delivered as it is; waits for a named operator action. */
  PARKED,
  /** It was parked, and a person settled it in another way. */
  SETTLED
}

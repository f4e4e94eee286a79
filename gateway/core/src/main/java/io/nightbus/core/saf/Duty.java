package io.nightbus.core.saf;

/** The capacity classes below live traffic, highest first; each has a guaranteed share. */
public enum Duty {
  REVERSAL,
  ADVICE,
  /** A transit charge of the replay. */
  CHARGE
}

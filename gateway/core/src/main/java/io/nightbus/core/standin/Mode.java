package io.nightbus.core.standin;

/** How far we go for a card range in its issuer's absence. */
public enum Mode {
  /** Nothing is decided here: 91, so that the network's own stand-in can act. */
  OFF,
  /** Facts about the card are declined, everything else is 91. */
  DECLINE_ONLY,
  /** What passes every check is approved within the limits. */
  APPROVE
}

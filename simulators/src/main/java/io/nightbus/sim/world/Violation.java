package io.nightbus.sim.world;

/** Something that must never happen has happened. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1;
  private final Invariant invariant;

  Violation(Invariant invariant, String what) {
    super(invariant.number() + " " + invariant + ": " + what);
    this.invariant = invariant;
  }

  Violation(Invariant invariant, String what, Throwable cause) {
    super(invariant.number() + " " + invariant + ": " + what, cause);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}

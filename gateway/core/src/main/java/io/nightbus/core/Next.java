package io.nightbus.core;

import io.nightbus.core.saf.Obligation;

/** What becomes of an entry in its lane once its answer, or none, has come. */
sealed interface Next {

  /** It leaves its lane. */
  record Done() implements Next {}

  /**
   * It stays the head of its lane.
   *
   * @param pause nanoseconds until it may go again
   */
  record Later(long pause) implements Next {}

  /** This goes in a charge's place; the charge comes back when it has been acknowledged. */
  record Reverse(Obligation reversal) implements Next {}
}

package io.nightbus.core.transit;

import io.nightbus.core.transit.Hold.Scope;
import java.util.Set;

/**
 * Charges that somebody means; an empty text leaves that open.
 *
 * @param batch the operator's file id
 * @param charge the operator's charge id
 * @param range first six digits of the card
 * @param device what was tapped
 * @param states in one of these
 */
public record Selection(
    String batch, String charge, String range, String device, Set<ChargeState> states) {

  public Selection {
    states = Set.copyOf(states);
  }

  /** Those that a hold of this would keep from going. */
  public static Selection waiting(Scope scope, String value) {
    return new Selection(
        scope == Scope.BATCH ? value : "",
        "",
        scope == Scope.RANGE ? value : "",
        scope == Scope.DEVICE ? value : "",
        Set.of(ChargeState.QUEUED));
  }
}

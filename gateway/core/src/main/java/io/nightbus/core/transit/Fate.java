package io.nightbus.core.transit;

import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.util.Optional;

/** What an answer, or none, makes of a charge (domain §7.2, reliability §2.3). */
public sealed interface Fate {

  record Authorised() implements Fate {}

  /** The issuer's own word about this card. */
  record Declined(ResponseClass why) implements Fate {}

  /** Definitely not authorised, and no word about the card: a new attempt later. */
  record Again(String why) implements Fate {}

  /**
   * The same message again, flagged as a repeat: the peer promised that it has no second effect.
   */
  record Repeat() implements Fate {}

  /**
   * Undo the attempt, then make a new one: the peer promised that a reversal also kills a late
   * original, or a time after which no original comes late.
   */
  record ReverseFirst() implements Fate {}

  /** Nothing safe can be sent: wait for the settlement file or a person. */
  record Hold(String why) implements Fate {}

  /** Repeats without an answer after which the next guarantee is tried. */
  int REPEATS = 50;

  /**
   * An attempt was answered.
   *
   * @param mayHavePosted the code may follow a posting all the same, as 68 may
   * @param repeated some transmission of it was a repeat
   * @param charge counts this answer already
   * @param left as in {@link #inDoubt}
   * @param budget answered attempts without a decision after which it is held
   */
  static Fate answered(
      ResponseClass answer,
      boolean mayHavePosted,
      boolean repeated,
      Charge charge,
      Guarantees promised,
      Duration left,
      int budget) {
    return switch (answer) {
      case APPROVED -> new Authorised();
      case APPROVED_PARTIAL -> new Hold("approved in part");
      case DECLINE_HARD, DECLINE_SOFT, DECLINE_DATA ->
          repeated
              ? new Hold("declined on our repeat: no word about the card")
              : charge.tries().undone()
                  ? new Hold("declined after an attempt that was undone: no word about the card")
                  : new Declined(answer);
      case TECH_ISSUER -> {
        if (mayHavePosted) {
          yield inDoubt(promised, left, repeated ? REPEATS : 0);
        }
        Optional<String> spent = charge.tries().spent(budget);
        yield spent.isPresent() ? new Hold(spent.get()) : new Again("issuer unavailable");
      }
      case TECH_NETWORK -> inDoubt(promised, left, repeated ? REPEATS : 0);
      case IN_DOUBT ->
          promised.undoes() ? new ReverseFirst() : new Hold("the peer says it has seen it");
      case TECH_SECURITY -> new Hold("security error");
      case OUR_FAULT, NOT_FOUND -> new Hold("refused as malformed");
    };
  }

  /**
   * An attempt may have had its effect, and nobody can say.
   *
   * @param left for so long the peer may still be sent a repeat; not above zero where it has
   *     promised none, or may have forgotten the first (see {@link Guarantees#repeatable})
   * @param repeats how often it was repeated
   */
  static Fate inDoubt(Guarantees promised, Duration left, int repeats) {
    if (left.isPositive() && repeats < REPEATS) {
      return new Repeat();
    }
    return promised.undoes()
        ? new ReverseFirst()
        : new Hold(
            "sent without an answer, and the peer promises nothing that would make a second try"
                + " safe");
  }
}

package io.nightbus.core.transit;

import io.nightbus.core.time.Term;
import io.nightbus.core.transit.Hold.Scope;
import java.time.Duration;

/** What an operator may do with charges; each is recorded with who and why. */
public sealed interface Action {

  /**
   * Lets no more than {@code most} new attempts a second go, 0 for none: pause, throttle, hold a
   * range.
   *
   * @param length at most {@link Term#LONGEST}
   */
  record Place(Scope scope, String value, int most, Duration length) implements Action {
    /** Longer than a night, and no longer than a shift: what is forgotten keeps back no second. */
    public static final Duration USUAL = Duration.ofHours(8);

    /** For the usual time. */
    public Place(Scope scope, String value, int most) {
      this(scope, value, most, USUAL);
    }
  }

  /**
   * Lifts every hold of this, whatever placed it: resume, release a range, approve after the fuse.
   */
  record Lift(Scope scope, String value) implements Action {}

  /** Only what was never sent. */
  record Cancel(String batch, String charge, String range) implements Action {}

  /** Held ones go again, where no attempt of theirs can have had an effect. */
  record Retry(String batch, String charge, String range) implements Action {}

  /**
   * The debt of declined ones is asked for once more, as a new attempt: only where the issuer's
   * answer was not for good, its budget of attempts is not spent and it is due.
   */
  record Recover(String batch, String charge, String range) implements Action {}

  /**
   * A person has found out what became of held ones; of a declined one only where the charge itself
   * is named: its debt was paid otherwise, or is given up.
   *
   * @param authorised the money is authorised; otherwise it is not, and will not be asked again
   */
  record Settle(String batch, String charge, String range, boolean authorised) implements Action {}
}

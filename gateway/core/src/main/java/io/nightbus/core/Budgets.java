package io.nightbus.core;

import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.RetryRule;
import io.nightbus.core.transit.RetryRules;
import io.nightbus.core.transit.Tries;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many attempts more a charge may have, and from when on, by what the answers to it have left;
 * and how long its file's age lets it go.
 */
final class Budgets {
  private static final Duration LOOKED_AT_AGAIN = Duration.ofHours(1);

  private final Outbox outbox;
  private final AtWork atWork;
  private final Replay replay;

  Budgets(Outbox outbox, AtWork atWork, Replay replay) {
    this.outbox = outbox;
    this.atWork = atWork;
    this.replay = replay;
  }

  /** Whether an attempt more may follow now, by what its answers have left of its budget. */
  sealed interface Budget {
    record Left() implements Budget {}

    record Spent() implements Budget {}

    record NotBefore(Instant due) implements Budget {}
  }

  Budget of(Charge charge) {
    if (spent(charge).isPresent()) {
      return new Budget.Spent();
    }
    Charge timely = timely(charge);
    return isDue(timely) ? new Budget.Left() : new Budget.NotBefore(timely.tries().due());
  }

  /** Why no attempt more may follow, empty where one may. */
  Optional<String> spent(Charge charge) {
    return charge.tries().spent(replay.rules().attempts());
  }

  // --- from when on

  boolean isDue(Charge charge) {
    return !charge.tries().due().isAfter(outbox.now().wall());
  }

  /** Until it is due; looked at again each hour at least, for the wall clock may be set. */
  Duration pause(Charge charge) {
    Duration left = Duration.between(outbox.now().wall(), charge.tries().due());
    return left.compareTo(LOOKED_AT_AGAIN) < 0 ? left : LOOKED_AT_AGAIN;
  }

  /**
   * Further away than any rule says, its time was told by a clock that has been set back since:
   * from now on the longest of them holds.
   */
  private Charge timely(Charge charge) {
    Duration longest = replay.rules().retries().longest();
    Instant latest = outbox.now().wall().plus(longest);
    return longest.isZero() || !charge.tries().due().isAfter(latest)
        ? charge
        : charge.with(charge.tries().due(latest));
  }

  /** The same, and the book says so too: the time begins once, and people see when it ends. */
  Charge madeTimely(Charge charge) {
    Charge timely = timely(charge);
    if (!timely.equals(charge)) {
      atWork.replace(timely);
      bounds(timely, "");
    }
    return timely;
  }

  // --- by its answers

  /**
   * What the answer leaves of the charge's attempts is durable before what follows from it: a crash
   * in between leaves the attempt in doubt, and no budget larger than it is.
   */
  Charge bounded(Charge charge, ResponseClass kind, Message response) {
    if (kind.isApproval()) {
      return charge;
    }
    RetryRules retries = replay.rules().retries();
    Instant now = outbox.now().wall();
    String advice = retries.adviceOf(response);
    List<RetryRule> rules = retries.after(kind, advice, now);
    Charge bounded = charge;
    for (RetryRule rule : rules) {
      Tries left = bounded.tries().bounded(rule.attempts(), now.plus(rule.spacing()));
      bounded = bounded.with(left);
    }
    if (!rules.isEmpty() || !advice.isEmpty()) {
      bounds(bounded, advice);
    }
    return bounded;
  }

  private void bounds(Charge charge, String advice) {
    Tries tries = charge.tries();
    outbox.store(
        new Change.ChargeBounded(charge.id(), charge.attempt(), advice, tries.most(), tries.due()));
  }

  // --- by its file

  /**
   * For so long its file's age does not keep it back; negative where it does. What a person has
   * ordered goes whatever that is.
   */
  Duration fresh(Charge charge) {
    return atWork.isOrdered(charge) ? Replay.YEAR : replay.fresh(charge);
  }
}

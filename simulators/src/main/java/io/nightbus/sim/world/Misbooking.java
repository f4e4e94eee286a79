package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Moment;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.De;
import io.nightbus.iso.dialect.Dialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Mistakes in what is kept of a decision. */
final class Misbooking extends Sabotage {
  private final Planted mistake;

  /** Obligations that are kept from the book, and what they would reverse. */
  private final Set<Long> swallowed = new HashSet<>();

  private final Set<String> unreversed = new HashSet<>();
  private final List<Change> counters = new ArrayList<>();
  private boolean starting;

  Misbooking(Core core, Dialect dialect, Planted mistake) {
    super(core, dialect);
    this.mistake = mistake;
  }

  @Override
  public void start(Moment now, Effects out) {
    starting = true;
    super.start(now, out);
    starting = false;
  }

  @Override
  void does(Effect effect, Effects out) {
    if (effect instanceof Effect.Send send
        && !send.message().mti().isResponse()
        && unreversed.contains(send.message().get(De.ORIGINAL_DATA, "-"))) {
      // Nothing goes out, and it counts as done.
      acknowledge(send);
    } else {
      super.does(effect, out);
    }
  }

  @Override
  List<Change> stored(List<Change> changes) {
    return switch (mistake) {
      case LATE_APPROVAL_IGNORED -> without(changes, concludes(changes, Verdict.UNKNOWN));
      case STANDIN_WITHOUT_REVERSAL ->
          without(changes, concludes(changes, Verdict.STOOD_IN_APPROVED));
      case DUPLICATE_AS_DECLINE -> changes.stream().map(Misbooking::declined).toList();
      case COUNTERS_APART -> apart(changes);
      case RECOVERY_TWICE ->
          starting
              ? changes.stream().filter(change -> !(change instanceof Change.Concluded)).toList()
              : changes;
      default -> changes;
    };
  }

  private static boolean concludes(List<Change> changes, Verdict verdict) {
    return changes.stream()
        .anyMatch(change -> change instanceof Change.Concluded it && it.verdict() == verdict);
  }

  /** Leaves out the reversal that is owed here, and everything that becomes of it. */
  private List<Change> without(List<Change> changes, boolean begins) {
    var left = new ArrayList<Change>();
    for (Change change : changes) {
      boolean gone =
          switch (change) {
            case Change.Owed(var owed) when begins && owed.duty() == Duty.REVERSAL -> {
              unreversed.add(owed.message().get(De.ORIGINAL_DATA));
              yield swallowed.add(owed.id());
            }
            case Change.ObligationSent(var id, var _, var _) -> swallowed.contains(id);
            case Change.ObligationUnsent(var id) -> swallowed.contains(id);
            case Change.ObligationEnded(var id, var _, var _, var _) -> swallowed.contains(id);
            default -> false;
          };
      if (!gone) {
        left.add(change);
      }
    }
    return left;
  }

  /** "I have seen this one" becomes the issuer's word about the card. */
  private static Change declined(Change change) {
    return change
                instanceof
                Change.ChargeMoved(
                    var charge,
                    var to,
                    var end,
                    var reason,
                    var code,
                    var approval,
                    var at)
            && to == ChargeState.HELD
            && code.equals("94")
        ? new Change.ChargeMoved(charge, ChargeState.DECLINED, end, reason, code, approval, at)
        : change;
  }

  private List<Change> apart(List<Change> changes) {
    var left = new ArrayList<>(counters);
    counters.clear();
    for (Change change : changes) {
      if (change instanceof Change.Counted) {
        counters.add(change);
      } else {
        left.add(change);
      }
    }
    return left;
  }
}

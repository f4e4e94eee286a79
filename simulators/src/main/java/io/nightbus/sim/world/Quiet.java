package io.nightbus.sim.world;

import io.nightbus.core.Fact;
import io.nightbus.core.transit.ChargeState;
import java.util.List;

/** What a run without faults must not show: alarms that nothing caused. */
final class Quiet {
  private static final List<Fact.Kind> NEVER =
      List.of(
          Fact.Kind.OUTCOME_UNKNOWN,
          Fact.Kind.ANSWER_LATE,
          Fact.Kind.ANSWER_DUPLICATE,
          Fact.Kind.ANSWER_UNMATCHED,
          Fact.Kind.ANSWER_MISPAIRED,
          Fact.Kind.UNREADABLE,
          Fact.Kind.STANDIN_DECIDED,
          Fact.Kind.STANDIN_WITHDRAWN,
          Fact.Kind.OBLIGATION_REPEATED,
          Fact.Kind.OBLIGATION_PARKED,
          Fact.Kind.BREAKER_MOVED,
          Fact.Kind.RECOVERED_UNKNOWN);

  private final World world;

  Quiet(World world) {
    this.world = world;
  }

  void check() {
    for (Fact.Kind kind : NEVER) {
      world.checks.that(
          world.facts(kind) == 0,
          Invariant.QUIET,
          () ->
              "nothing went wrong, and the core tells "
                  + kind
                  + " "
                  + world.facts(kind)
                  + " times");
    }
    for (Originator originator : List.of(world.abroad, world.shops)) {
      for (Sale sale : originator.journal()) {
        world.checks.that(
            sale.state != Sale.State.UNAVAILABLE,
            Invariant.QUIET,
            () -> "nothing went wrong, and sale " + sale.reference + " got " + sale.code);
      }
    }
    for (Tables.Fare fare : world.book.tables().charges.values()) {
      ChargeState state = fare.charge.state();
      world.checks.that(
          state == ChargeState.AUTHORISED || state == ChargeState.DECLINED,
          Invariant.QUIET,
          () -> "nothing went wrong, and charge " + fare.charge.chargeId() + " is " + state);
    }
  }
}

package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Known;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Exchanges, decisions and obligations of refused transactions: what builds on them is refused. */
final class Refusals {
  private final Map<Long, Known> refused = new HashMap<>();

  Optional<Known> under(List<Change> changes) {
    return changes.stream()
        .map(change -> Optional.ofNullable(refused.get(about(change))))
        .flatMap(Optional::stream)
        .findFirst();
  }

  void remember(List<Change> changes, Known known) {
    for (Change change : changes) {
      switch (change) {
        case Change.Intended(var intent) -> refused.put(intent.id(), known);
        case Change.Owed(var obligation) -> refused.put(obligation.id(), known);
        case Change.Decided _,
            Change.Lowered _,
            Change.Forced _,
            Change.Released _,
            Change.CardMarked _,
            Change.Acted _,
            Change.ObligationRevived _,
            Change.Restamped _,
            Change.Concluded _,
            Change.Withdrawn _,
            Change.Counted _,
            Change.ObligationSent _,
            Change.ObligationUnsent _,
            Change.ObligationEnded _,
            Change.StansLeased _,
            Change.BatchOpened _,
            Change.BatchClosed _,
            Change.ChargeAccepted _,
            Change.ChargeSent _,
            Change.ChargeRepeated _,
            Change.ChargeBounded _,
            Change.ChargeMoved _,
            Change.CardTold _,
            Change.HoldPlaced _,
            Change.HoldLifted _ -> {}
      }
    }
  }

  private static long about(Change change) {
    return switch (change) {
      case Change.Restamped(var exchange, var _) -> exchange;
      case Change.Concluded(var exchange, var _, var _, var _) -> exchange;
      case Change.Decided(var decision) -> decision.exchange();
      case Change.Withdrawn(var exchange, var _) -> exchange;
      case Change.Lowered(var exchange, var _, var _, var _) -> exchange;
      case Change.ObligationRevived(var obligation) -> obligation;
      case Change.Owed(var obligation) -> obligation.exchange();
      case Change.ObligationSent(var obligation, var _, var _) -> obligation;
      case Change.ObligationUnsent(var obligation) -> obligation;
      case Change.ObligationEnded(var obligation, var _, var _, var _) -> obligation;
      case Change.Forced _,
          Change.Released _,
          Change.CardMarked _,
          Change.Acted _,
          Change.Intended _,
          Change.Counted _,
          Change.StansLeased _,
          Change.BatchOpened _,
          Change.BatchClosed _,
          Change.ChargeAccepted _,
          Change.ChargeSent _,
          Change.ChargeRepeated _,
          Change.ChargeBounded _,
          Change.ChargeMoved _,
          Change.CardTold _,
          Change.HoldPlaced _,
          Change.HoldLifted _ ->
          -1;
    };
  }
}

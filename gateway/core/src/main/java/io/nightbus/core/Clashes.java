package io.nightbus.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the transactions that clashed would have written, for whoever keeps a book. The core goes on
 * submitting for a moment before it hears of a clash; what builds on something that is not in the
 * book clashes too.
 */
public final class Clashes {
  /** Far more than can be submitted between a clash and the core's hearing of it. */
  private static final int REMEMBERED = 50_000;

  private final Map<Long, Known> byId =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What the transaction clashed with that this one builds on. */
  public Optional<Known> under(List<Change> changes) {
    if (byId.isEmpty()) {
      return Optional.empty();
    }
    for (Change change : changes) {
      Known known = byId.get(buildsOn(change));
      if (known != null) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** These changes were not written: {@code known} stood there before. */
  public void remember(List<Change> changes, Known known) {
    for (Change change : changes) {
      long id = makes(change);
      if (id != 0) {
        byId.put(id, known);
      }
    }
  }

  private static long buildsOn(Change change) {
    return switch (change) {
      case Change.Restamped restamped -> restamped.exchange();
      case Change.Concluded concluded -> concluded.exchange();
      case Change.Decided decided -> decided.decision().exchange();
      case Change.Withdrawn withdrawn -> withdrawn.exchange();
      case Change.Lowered lowered -> lowered.exchange();
      case Change.Owed owed -> owed.obligation().exchange();
      case Change.ObligationSent sent -> sent.obligation();
      case Change.ObligationUnsent unsent -> unsent.obligation();
      case Change.ObligationEnded ended -> ended.obligation();
      case Change.ObligationRevived revived -> revived.obligation();
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
          0;
    };
  }

  private static long makes(Change change) {
    return switch (change) {
      case Change.Intended intended -> intended.intent().id();
      case Change.Owed owed -> owed.obligation().id();
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
          Change.HoldLifted _ ->
          0;
    };
  }
}

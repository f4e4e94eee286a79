package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Fact;
import java.util.List;

/**
 * Who may write, and what: only the life that has the book open (I18; with several nodes the epoch
 * of a lease will stand for it), and while room is scarce only the ends of what is under way (I13).
 */
final class OwnerWatch implements Watch {
  private final Checks checks;

  /** As the core was told. */
  private boolean scarce;

  OwnerWatch(Checks checks) {
    this.checks = checks;
  }

  @Override
  public void writes(long life, long owner) {
    checks.that(
        life == owner,
        Invariant.LEASE,
        () -> "life " + life + " writes into the book that life " + owner + " has opened");
  }

  @Override
  public void noted(Fact fact) {
    if (fact.kind() == Fact.Kind.STORE_ROOM) {
      scarce = fact.detail().equals("SCARCE");
    }
  }

  @Override
  public void died() {
    scarce = false;
  }

  @Override
  public void submitted(List<Change> transaction) {
    if (scarce) {
      for (Change change : transaction) {
        checks.that(
            !begins(change),
            Invariant.RESERVED_ROOM,
            () -> "there is no room for its end, and this begins: " + change);
      }
    }
  }

  private static boolean begins(Change change) {
    return switch (change) {
      case Change.Intended _, Change.ChargeAccepted _, Change.BatchOpened _ -> true;
      case Change.Decided(var decision) -> decision.approved();
      default -> false;
    };
  }
}

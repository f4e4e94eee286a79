package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Fact;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may write, and what: only the life that has the book open (I18; with several nodes the epoch
 * of a lease will stand for it), and while room is scarce only the ends of what is under way (I13).
 */
final class OwnerWatch implements Watch {
  private final Checks checks;

  /** Identities of requests that came while there was room: they are under way. */
  private final Set<String> underWay = new HashSet<>();

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
  public void heard(LinkId link, Message message) {
    boolean asks = !message.mti().isResponse() && !message.mti().isNetworkManagement();
    if (asks && !scarce) {
      Identity came = Identity.of(link.endpoint(), message);
      underWay.add(came.key());
      underWay.add(original(came, message.get(De.ORIGINAL_DATA, "")).key());
    }
  }

  /** What a reversal names belongs to it: it is booked as reversed with it. */
  private static Identity original(Identity came, String data) {
    return data.length() == 42
        ? new Identity(
            came.endpoint(),
            Integer.parseInt(data.substring(0, 2)),
            data.substring(10, 20),
            data.substring(4, 10),
            came.acquirer(),
            came.terminal())
        : came;
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

  private boolean begins(Change change) {
    return switch (change) {
      case Change.Intended(var intent) -> !underWay.contains(intent.identity().key());
      case Change.ChargeAccepted _, Change.BatchOpened _ -> true;
      case Change.Decided(var decision) -> decision.approved();
      default -> false;
    };
  }
}

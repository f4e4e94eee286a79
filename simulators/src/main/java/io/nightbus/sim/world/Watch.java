package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Fact;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.Message;
import java.util.List;

/**
 * Looks on while a world turns, and checks. Each is told at the very moment; a violation ends the
 * run.
 */
interface Watch {
  /** The core wants this kept. */
  default void submitted(List<Change> transaction) {}

  /** A transaction is about to be applied that this life wrote, while that one owns the book. */
  default void writes(long life, long owner) {}

  /** Something goes wrong from now on. */
  default void befalls(Fault.Kind what) {}

  /** It is durable; the tables show it already. */
  default void applied(Change change) {}

  /** So is the whole of its transaction. */
  default void committed(List<Change> transaction) {}

  /** About to be handed to a socket. */
  default void handing(LinkId link, Message message) {}

  /** Read from a socket, and not yet told to the core. */
  default void heard(LinkId link, Message message) {}

  /** The gateway dials. */
  default void dialled(LinkId link) {}

  /** A connection is gone, and the core is about to hear of it. */
  default void lost(LinkId link) {}

  /** The core tells this. */
  default void noted(Fact fact) {}

  /** The process is dead. */
  default void died() {}

  /** All of them, one after another. */
  record All(List<Watch> watches) implements Watch {
    @Override
    public void submitted(List<Change> transaction) {
      watches.forEach(it -> it.submitted(transaction));
    }

    @Override
    public void writes(long life, long owner) {
      watches.forEach(it -> it.writes(life, owner));
    }

    @Override
    public void befalls(Fault.Kind what) {
      watches.forEach(it -> it.befalls(what));
    }

    @Override
    public void applied(Change change) {
      watches.forEach(it -> it.applied(change));
    }

    @Override
    public void committed(List<Change> transaction) {
      watches.forEach(it -> it.committed(transaction));
    }

    @Override
    public void handing(LinkId link, Message message) {
      watches.forEach(it -> it.handing(link, message));
    }

    @Override
    public void heard(LinkId link, Message message) {
      watches.forEach(it -> it.heard(link, message));
    }

    @Override
    public void dialled(LinkId link) {
      watches.forEach(it -> it.dialled(link));
    }

    @Override
    public void lost(LinkId link) {
      watches.forEach(it -> it.lost(link));
    }

    @Override
    public void noted(Fact fact) {
      watches.forEach(it -> it.noted(fact));
    }

    @Override
    public void died() {
      watches.forEach(Watch::died);
    }
  }
}

package io.nightbus.sim.world;

import io.nightbus.iso.Message;
import org.jspecify.annotations.Nullable;

/** The peer's end of one connection; where its process or its machine is gone, a kernel answers. */
final class PeerReads implements Pipe.Reader {
  private final Wires wires;
  @Nullable Session session;

  PeerReads(Wires wires) {
    this.wires = wires;
  }

  @Override
  public void begins() {
    Session mine = Session.known(session);
    if (!mine.openAtPeer) {
      wires.resetBack(mine);
    }
  }

  @Override
  public void goesOn() {
    begins();
  }

  @Override
  public void reads(Message message) {
    Session mine = Session.known(session);
    if (mine.openAtPeer) {
      mine.line.station.received(mine, message);
    } else {
      wires.resetBack(mine);
    }
  }

  @Override
  public void ends() {
    // The gateway never says that it is done: it resets.
  }

  @Override
  public void drained() {
    wires.handOver(Session.known(session));
  }

  @Override
  public boolean stands() {
    return false;
  }
}

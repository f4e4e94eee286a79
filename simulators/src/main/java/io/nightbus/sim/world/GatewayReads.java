package io.nightbus.sim.world;

import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Message;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's end of one connection: a frame that begins has to end in time, and while the
 * process stands still nothing is read.
 */
final class GatewayReads implements Pipe.Reader {
  /** A frame that began and has not ended by then ends the connection. */
  private static final long FRAME = 5_000_000_000L;

  private final Wires wires;
  private final Agenda agenda;
  @Nullable Session session;

  /** Beginnings and ends so far. */
  private long frames;

  GatewayReads(Wires wires, Agenda agenda) {
    this.wires = wires;
    this.agenda = agenda;
  }

  @Override
  public void begins() {
    long frame = ++frames;
    agenda.in(FRAME, () -> await(frame));
  }

  @Override
  public void goesOn() {
    // The time that a frame may take is counted from its first byte.
  }

  private void await(long frame) {
    Session mine = Session.known(session);
    if (frame != frames || !mine.openAtGateway) {
      return;
    }
    if (wires.gatewayStands()) {
      // We did not read: the peer can't be blamed for that time.
      begins();
    } else {
      wires.close(mine.link(), LossReason.FRAME_TOO_SLOW);
    }
  }

  @Override
  public void reads(Message message) {
    frames++;
    wires.arrived(Session.known(session), message);
  }

  @Override
  public void ends() {
    wires.finished(Session.known(session));
  }

  @Override
  public void drained() {
    // The peer's own queue is without bounds.
  }

  @Override
  public boolean stands() {
    return wires.gatewayStands();
  }
}

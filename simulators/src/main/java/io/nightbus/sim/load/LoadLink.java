package io.nightbus.sim.load;

import io.nightbus.sim.wire.Session;
import io.nightbus.sim.wire.SessionEvents;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One connection of the load generator. */
final class LoadLink implements SessionEvents {
  final int index;
  final InetSocketAddress target;
  private final Load load;
  private @Nullable Session session;
  private boolean signedOn;
  private boolean failed;
  int underWay;

  LoadLink(int index, InetSocketAddress target, Load load) {
    this.index = index;
    this.target = target;
    this.load = load;
  }

  boolean isSignedOn() {
    return signedOn;
  }

  boolean hasFailed() {
    return failed;
  }

  void signedOn(boolean accepted) {
    signedOn = accepted;
    failed = !accepted;
  }

  void send(byte[] message) {
    Session to = session;
    if (to != null) {
      to.send(message);
    }
  }

  void hangUp() {
    Session to = session;
    if (to != null) {
      to.close();
    }
  }

  @Override
  public void opened(Session opened) {
    session = opened;
    load.opened(this);
  }

  @Override
  public void frame(Session from, byte[] bytes, int offset, int length) {
    load.answer(this, bytes, offset, length);
  }

  @Override
  public void broken(Session from, String reason) {
    failed = true;
  }

  @Override
  public void closed(Session ended) {
    session = null;
    signedOn = false;
    load.lost(this);
  }

  @Override
  public void unreachable(String reason) {
    failed = true;
    load.lost(this);
  }
}

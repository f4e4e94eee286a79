package io.nightbus.sim.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Two sockets that the proxy joins: who dialled it, and whom it dialled for him. */
final class Joint {
  private final Proxy proxy;
  private final Socket near;
  private final Socket far;
  private final Flow up;
  private final Flow down;
  private final AtomicInteger ended = new AtomicInteger();

  Joint(Proxy proxy, Toxics toxics, Socket near, Socket far, SplittableRandom chance) {
    this.proxy = proxy;
    this.near = near;
    this.far = far;
    this.up = new Flow(toxics, Direction.UP, this, near, far, chance.split());
    this.down = new Flow(toxics, Direction.DOWN, this, far, near, chance.split());
  }

  void begin(String name) {
    up.begin(name + "-up");
    down.begin(name + "-down");
  }

  void passed(Direction direction, int bytes) {
    proxy.passed(direction, bytes);
  }

  /** One direction has ended in good order; the other may go on. */
  void ended() {
    if (ended.incrementAndGet() == 2) {
      close();
    }
  }

  /** Both ends see a reset. */
  void reset() {
    try {
      near.setSoLinger(true, 0);
      far.setSoLinger(true, 0);
    } catch (IOException gone) {
      // One of them is closed already: the other is closed below.
    }
    close();
  }

  void close() {
    up.close();
    down.close();
    Proxy.close(near);
    Proxy.close(far);
    proxy.forget(this);
  }
}

package io.nightbus.sim.world;

import io.nightbus.core.Effect;
import io.nightbus.core.link.LinkId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection of a link, from its opening to its end. The two ends may disagree about it. */
final class Session {
  final Line line;
  final long number;
  final Pipe toPeer;
  final Pipe toGateway;

  /** What the gateway's wire has taken and the kernel has not. */
  final Deque<Effect.Send> unhanded = new ArrayDeque<>();

  /** Somebody looks whether it takes more. */
  boolean watched;

  /** The peer has closed its end: it writes nothing more. */
  boolean finished;

  boolean openAtGateway;
  boolean openAtPeer;

  Session(Line line, long number, Pipe toPeer, Pipe toGateway) {
    this.line = line;
    this.number = number;
    this.toPeer = toPeer;
    this.toGateway = toGateway;
  }

  /** The one that whoever reads was made for. */
  static Session known(@Nullable Session session) {
    if (session == null) {
      throw new Violation(Invariant.SOUND, "something is read before its connection stands");
    }
    return session;
  }

  LinkId link() {
    return line.id;
  }
}

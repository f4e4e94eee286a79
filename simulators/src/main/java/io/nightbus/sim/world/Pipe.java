package io.nightbus.sim.world;

import io.nightbus.iso.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One direction of a connection, as TCP gives it: in order, nothing lost, but it can be held up for
 * as long as one likes, and cut.
 */
final class Pipe {
  /** Messages that the sender's kernel takes while nothing gets through. */
  static final int KERNEL = 8;

  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Consumer<Message> reader;
  private final Line line;
  private final boolean towardsPeer;
  private final Deque<Message> inKernel = new ArrayDeque<>();
  private final Deque<Message> onTheWay = new ArrayDeque<>();
  private long lastArrival = Long.MIN_VALUE;
  private int survivors = Integer.MAX_VALUE;

  Pipe(
      Agenda agenda,
      SplittableRandom chance,
      Line line,
      boolean towardsPeer,
      Consumer<Message> reader) {
    this.agenda = agenda;
    this.chance = chance;
    this.line = line;
    this.towardsPeer = towardsPeer;
    this.reader = reader;
  }

  private boolean isStalled() {
    return towardsPeer ? line.stalledOut : line.stalledIn;
  }

  /** The kernel takes another message. */
  boolean hasRoom() {
    return inKernel.size() < KERNEL;
  }

  void send(Message message) {
    if (isStalled()) {
      inKernel.add(message);
    } else {
      depart(message);
    }
  }

  private void depart(Message message) {
    long arrival = Math.max(lastArrival, agenda.now() + line.delay(chance));
    lastArrival = arrival;
    onTheWay.add(message);
    agenda.at(arrival, this::arrive);
  }

  private void arrive() {
    Message message = onTheWay.remove();
    if (survivors > 0) {
      survivors--;
      reader.accept(message);
    }
  }

  /** Something gets through again. */
  void heal() {
    while (!inKernel.isEmpty() && !isStalled()) {
      depart(inKernel.remove());
    }
  }

  /**
   * The connection is reset: what waits at the sender is gone; of what is on the way some may still
   * be read before the reset is seen.
   */
  void cut() {
    inKernel.clear();
    survivors = onTheWay.isEmpty() ? 0 : chance.nextInt(onTheWay.size() + 1);
  }

  /** Nothing of it is read any more. */
  void shut() {
    inKernel.clear();
    survivors = 0;
  }
}

package io.nightbus.sim.world;

import io.nightbus.iso.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One direction of a connection, as TCP gives it: a stream of bytes in order, nothing lost, but it
 * can be held up for as long as one likes, even in the middle of a frame, and cut.
 */
final class Pipe {
  /** Messages that the sender's kernel takes while nothing gets through. */
  static final int KERNEL = 8;

  /** The rest of a frame may be so much later than its beginning. */
  private static final long LATER = 200_000_000L;

  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Reader reader;
  private final Line line;
  private final boolean towardsPeer;
  private final Deque<Message> inKernel = new ArrayDeque<>();
  private final Deque<Piece> onTheWay = new ArrayDeque<>();
  private long lastArrival = Long.MIN_VALUE;
  private int survivors = Integer.MAX_VALUE;

  /** Of the first in the kernel the beginning has left, and the rest is about to follow. */
  private boolean amidFrame;

  /** Nothing leaves for a while: the line is taken, or the rest of a frame is late. */
  private boolean resting;

  private boolean ends;

  /** Who reads at the other end. */
  interface Reader {
    /** A frame begins whose end has not come yet. */
    void begins();

    /** A whole frame has been read. */
    void reads(Message message);

    /** The sender has said that nothing more will come. */
    void ends();

    /** The kernel has room again. */
    void drained();

    /** Reads nothing for the present. */
    boolean stands();
  }

  private sealed interface Piece {
    record Beginning() implements Piece {}

    /** A frame, or the rest of one. */
    record End(Message message) implements Piece {}

    record Fin() implements Piece {}
  }

  Pipe(Agenda agenda, SplittableRandom chance, Line line, boolean towardsPeer, Reader reader) {
    this.agenda = agenda;
    this.chance = chance;
    this.line = line;
    this.towardsPeer = towardsPeer;
    this.reader = reader;
  }

  private boolean isStalled() {
    return reader.stands() || (towardsPeer ? line.stalledOut : line.stalledIn);
  }

  /** The kernel takes another message, if only the first bytes of it. */
  boolean hasRoom() {
    return inKernel.size() < line.window;
  }

  void send(Message message) {
    inKernel.add(message);
    push();
  }

  private void push() {
    while (!inKernel.isEmpty() && !resting && !isStalled()) {
      if (!amidFrame && line.splits > 0 && chance.nextInt(1_000) < line.splits) {
        amidFrame = true;
        resting = true;
        depart(new Piece.Beginning());
        agenda.in(chance.nextLong(LATER), this::rested);
      } else {
        amidFrame = false;
        depart(new Piece.End(inKernel.remove()));
        if (line.occupiedNanos > 0) {
          resting = true;
          agenda.in(line.occupiedNanos, this::rested);
        }
      }
    }
    if (ends && inKernel.isEmpty()) {
      ends = false;
      depart(new Piece.Fin());
    }
  }

  /** What waited leaves: the rest of a frame, and in one segment with it what has come behind. */
  private void rested() {
    resting = false;
    heal();
  }

  private void depart(Piece piece) {
    long arrival = Math.max(lastArrival, agenda.now() + line.delay(chance));
    lastArrival = arrival;
    onTheWay.add(piece);
    agenda.at(arrival, this::arrive);
  }

  private void arrive() {
    Piece piece = onTheWay.remove();
    if (survivors > 0) {
      survivors--;
      switch (piece) {
        case Piece.Beginning() -> reader.begins();
        case Piece.End(var message) -> reader.reads(message);
        case Piece.Fin() -> reader.ends();
      }
    }
  }

  /** Something gets through again. */
  void heal() {
    boolean waited = !inKernel.isEmpty();
    push();
    if (waited && hasRoom()) {
      reader.drained();
    }
  }

  /** The sender says behind everything else that nothing more will come. */
  void end() {
    ends = true;
    push();
  }

  /**
   * The connection is reset: what waits at the sender is gone; of what is on the way some may still
   * be read before the reset is seen.
   */
  void cut() {
    inKernel.clear();
    ends = false;
    survivors = onTheWay.isEmpty() ? 0 : chance.nextInt(onTheWay.size() + 1);
  }

  /** Nothing of it is read any more. */
  void shut() {
    inKernel.clear();
    ends = false;
    survivors = 0;
  }
}

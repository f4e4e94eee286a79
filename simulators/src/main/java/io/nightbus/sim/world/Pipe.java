package io.nightbus.sim.world;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One direction of a connection, as TCP gives it: a stream of bytes in order, nothing lost, but it
 * can be held up for as long as one likes, even in the middle of a frame, and cut. So many bytes
 * may be on the way as the other end's window has room for; what is more waits at the sender, whose
 * kernel takes a little.
 */
final class Pipe {
  /**
   * Bytes that wait at the sender before its kernel takes no other frame; one counts as soon as a
   * byte of it is taken.
   */
  static final int KERNEL = 1_500;

  /** Bytes that may be on the way where nothing makes it narrow. */
  static final int WINDOW = 65_536;

  /** The rest of a frame may be so much later than its beginning. */
  private static final long LATER = 200_000_000L;

  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Reader reader;
  private final Line line;
  private final boolean towardsPeer;
  private final Deque<Message> inKernel = new ArrayDeque<>();
  private final Deque<Piece> onTheWay = new ArrayDeque<>();

  /** Bytes in the sender's kernel. */
  private int waiting;

  /** Bytes on the way: what has been read is acknowledged at once. */
  private int flying;

  /** Bytes of the first in the kernel that have left. */
  private int left;

  /** Bytes that have left since the connection stands. */
  private long gone;

  private long lastArrival = Long.MIN_VALUE;
  private int survivors = Integer.MAX_VALUE;

  /** What is on the way when the connection is reset comes by then, or never. */
  private long last = Long.MAX_VALUE;

  /** Nothing leaves for a while: the line is taken, or the rest of a frame is late. */
  private boolean resting;

  private boolean ends;

  /** Who reads at the other end. */
  interface Reader {
    /** A frame begins whose end has not come yet. */
    void begins();

    /** More of it comes, and not its end. */
    void goesOn();

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
    int bytes();

    record Beginning(int bytes) implements Piece {}

    record Middle(int bytes) implements Piece {}

    /** A frame, or the rest of one. */
    record End(Message message, int bytes) implements Piece {}

    record Fin() implements Piece {
      @Override
      public int bytes() {
        return 0;
      }
    }
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
    return waiting < KERNEL;
  }

  /** Frames of which the kernel still has something. */
  int held() {
    return inKernel.size();
  }

  /** Bytes that have left since the connection stands: while they grow the other end takes some. */
  long gone() {
    return gone;
  }

  void send(Message message) {
    inKernel.add(message);
    waiting += bytes(message);
    push();
  }

  /** About as many as in clear text: length, type, bitmap, and each element with its own length. */
  private static int bytes(Message message) {
    int bytes = 2 + 4 + 16;
    for (De de : message.elements()) {
      bytes += 2 + message.get(de).length();
    }
    return bytes;
  }

  private void push() {
    while (!inKernel.isEmpty() && !resting && !isStalled() && flying < line.window) {
      int rest = bytes(inKernel.element()) - left;
      boolean rests = left == 0 && line.splits > 0 && chance.nextInt(1_000) < line.splits;
      int fits = Math.min(rests ? rest / 2 : rest, line.window - flying);
      if (rests) {
        resting = true;
        agenda.in(chance.nextLong(LATER), this::rested);
      }
      if (fits < rest) {
        depart(left == 0 ? new Piece.Beginning(fits) : new Piece.Middle(fits));
        left += fits;
      } else {
        depart(new Piece.End(inKernel.remove(), rest));
        left = 0;
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
    waiting -= piece.bytes();
    flying += piece.bytes();
    gone += piece.bytes();
    onTheWay.add(piece);
    agenda.at(arrival, this::arrive);
  }

  private void arrive() {
    Piece piece = onTheWay.remove();
    boolean wasNarrow = flying >= line.window;
    flying -= piece.bytes();
    if (survivors > 0 && agenda.now() <= last) {
      survivors--;
      switch (piece) {
        case Piece.Beginning _ -> reader.begins();
        case Piece.Middle _ -> reader.goesOn();
        case Piece.End(var message, var _) -> reader.reads(message);
        case Piece.Fin() -> reader.ends();
      }
    }
    if (wasNarrow) {
      heal();
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
   * be read before the reset is seen, but nothing that takes longer than an echo and its answer
   * may.
   */
  void cut() {
    forget();
    ends = false;
    last = agenda.now() + line.settings.answer().toNanos();
    survivors = onTheWay.isEmpty() ? 0 : chance.nextInt(onTheWay.size() + 1);
  }

  /** Nothing of it is read any more. */
  void shut() {
    forget();
    ends = false;
    survivors = 0;
  }

  private void forget() {
    inKernel.clear();
    waiting = 0;
    left = 0;
  }
}

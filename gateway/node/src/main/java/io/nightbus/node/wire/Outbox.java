package io.nightbus.node.wire;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/**
 * What one connection has to write. It counts what the socket has taken byte by byte, so that of
 * each frame it is exact whether any of it can have left, and it looks at each frame's time right
 * before the write that would take it.
 */
final class Outbox {
  private final Chunks chunks;
  private final int limit;
  private final ArrayDeque<Chunk> waiting = new ArrayDeque<>();
  private final Tokens late = new Tokens();
  private int pending;
  private long taken;

  /**
   * @param limit most bytes that wait
   */
  Outbox(Chunks chunks, int limit) {
    this.chunks = chunks;
    this.limit = limit;
  }

  /** False, and nothing done, where too much waits already. */
  boolean add(byte[] frame, long token, long until) {
    int size = frame.length + 2;
    if (pending + size > limit) {
      return false;
    }
    Chunk last = waiting.peekLast();
    if (last == null || !last.add(frame, token, until)) {
      Chunk next = chunks.take();
      next.add(frame, token, until);
      waiting.add(next);
    }
    pending += size;
    return true;
  }

  /** Bytes that the socket has not taken. */
  int pending() {
    return pending;
  }

  /** Bytes that the socket has taken since the connection began. */
  long taken() {
    return taken;
  }

  /**
   * Writes until the socket takes no more.
   *
   * @return bytes that it took
   */
  long writeTo(WritableByteChannel socket, long now) throws IOException {
    long before = taken;
    for (Chunk first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
      pending -= first.dropLate(now, late);
      if (first.left() > 0) {
        int count = first.writeTo(socket);
        taken += count;
        pending -= count;
      }
      if (first.left() > 0) {
        break;
      }
      waiting.remove();
      chunks.giveBack(first);
    }
    return taken - before;
  }

  /** Transmissions that {@link #writeTo} found too late, and left out. */
  Tokens late() {
    return late;
  }

  /** Ends it; what is told is what can't have left. */
  Tokens end() {
    var unsent = new Tokens();
    for (Chunk chunk : waiting) {
      chunk.unsent(unsent);
      chunks.giveBack(chunk);
    }
    waiting.clear();
    pending = 0;
    return unsent;
  }
}

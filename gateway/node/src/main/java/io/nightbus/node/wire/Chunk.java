package io.nightbus.node.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/**
 * Whole frames side by side in one buffer, and where each begins: one write takes many of them, and
 * yet it is known of each whether any byte of it has left.
 */
final class Chunk {
  /** Holds the longest frame with its length. */
  static final int CAPACITY = 66 * 1024;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(CAPACITY);
  private final ByteBuffer view = bytes.duplicate();
  private int handed;
  private int frames;
  private int[] starts = new int[64];
  private long[] tokens = new long[64];
  private long[] untils = new long[64];
  private long earliest = Deadlines.NEVER;

  /** False, and nothing done, where the frame does not fit any more. */
  boolean add(byte[] frame, long token, long until) {
    if (bytes.remaining() < frame.length + 2) {
      return false;
    }
    if (frames == starts.length) {
      starts = Arrays.copyOf(starts, 2 * frames);
      tokens = Arrays.copyOf(tokens, 2 * frames);
      untils = Arrays.copyOf(untils, 2 * frames);
    }
    starts[frames] = bytes.position();
    tokens[frames] = token;
    untils[frames] = until;
    frames++;
    earliest = Deadlines.earlier(earliest, until);
    bytes.putShort((short) frame.length).put(frame);
    return true;
  }

  /** Bytes that the socket has not taken. */
  int left() {
    return bytes.position() - handed;
  }

  /** The first write that takes nothing of {@link #left} says that the socket is full. */
  int writeTo(WritableByteChannel socket) throws IOException {
    view.limit(bytes.position()).position(handed);
    int taken = socket.write(view);
    handed += taken;
    return taken;
  }

  /**
   * Takes out every frame of which nothing has left and whose time is over.
   *
   * @return bytes taken out
   * @throws Connection.Overdue where a frame of which a part has left is over: only cutting the
   *     connection keeps the rest back
   */
  int dropLate(long now, Tokens late) throws Connection.Overdue {
    if (!Deadlines.past(earliest, now)) {
      return 0;
    }
    if (overdueInPart(now)) {
      throw new Connection.Overdue();
    }
    int end = bytes.position();
    int kept = 0;
    int to = handed;
    earliest = Deadlines.NEVER;
    for (int i = 0; i < frames; i++) {
      int from = starts[i];
      int size = end(i, end) - from;
      if (from < handed) {
        // Left already, in whole; or in part and in time.
        to = Math.max(to, from + size);
        earliest = from + size > handed ? untils[i] : earliest;
        keep(i, kept++, from);
      } else if (Deadlines.past(untils[i], now)) {
        late.add(tokens[i]);
      } else {
        bytes.put(to, bytes, from, size);
        earliest = Deadlines.earlier(earliest, untils[i]);
        keep(i, kept++, to);
        to += size;
      }
    }
    frames = kept;
    bytes.position(to);
    return end - to;
  }

  private boolean overdueInPart(long now) {
    for (int i = 0; i < frames && starts[i] < handed; i++) {
      if (end(i, bytes.position()) > handed && Deadlines.past(untils[i], now)) {
        return true;
      }
    }
    return false;
  }

  private int end(int frame, int last) {
    return frame + 1 < frames ? starts[frame + 1] : last;
  }

  private void keep(int from, int to, int start) {
    starts[to] = start;
    tokens[to] = tokens[from];
    untils[to] = untils[from];
  }

  /** Tells of every frame of which nothing has left. */
  void unsent(Tokens unsent) {
    for (int i = 0; i < frames; i++) {
      if (starts[i] >= handed) {
        unsent.add(tokens[i]);
      }
    }
  }

  void clear() {
    bytes.clear();
    handed = 0;
    frames = 0;
    earliest = Deadlines.NEVER;
  }
}

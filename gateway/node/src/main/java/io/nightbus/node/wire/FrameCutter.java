package io.nightbus.node.wire;

import io.netty.buffer.ByteBuf;
import io.nightbus.iso.dialect.Framing;
import java.util.Arrays;

/**
 * Cuts one connection's byte stream into frames, however it comes in pieces. A claimed length is
 * judged before anything is allocated, and memory grows with what has arrived only.
 */
final class FrameCutter {
  private static final int FRESH = -1;

  /** What the bytes so far are. */
  enum Verdict {
    FINE,
    TOO_LONG,
    /** A length of zero: no dialect of ours has an empty frame. */
    EMPTY
  }

  /** Takes a frame, which is valid during the call only. */
  @FunctionalInterface
  interface Taker {
    /** False ends the cutting: nothing more is wanted from this connection. */
    boolean take(byte[] bytes, int length);
  }

  private final Framing framing;

  /** Shared by all connections of the loop, as frames don't outlive the call. */
  private final byte[] scratch;

  private byte[] rest = new byte[0];
  private int have;
  private int length = FRESH;
  private int headerBytes;
  private int header;

  FrameCutter(Framing framing, byte[] scratch) {
    this.framing = framing;
    this.scratch = scratch;
  }

  /** Takes all of {@code in}, unless something is wrong or the taker wants no more. */
  Verdict cut(ByteBuf in, Taker taker) {
    while (in.isReadable()) {
      if (length == FRESH) {
        Verdict verdict = readLength(in);
        if (verdict != Verdict.FINE || length == FRESH) {
          return verdict;
        }
      }
      if (in.readableBytes() + have < length) {
        keep(in);
      } else if (!whole(in, taker)) {
        return Verdict.FINE;
      }
    }
    return Verdict.FINE;
  }

  /** A frame has begun and not ended. */
  boolean isAmidFrame() {
    return headerBytes > 0;
  }

  private Verdict readLength(ByteBuf in) {
    while (headerBytes < framing.lengthBytes() && in.isReadable()) {
      header = header << 8 | in.readUnsignedByte();
      headerBytes++;
    }
    if (headerBytes < framing.lengthBytes()) {
      return Verdict.FINE;
    }
    if (header == 0) {
      return Verdict.EMPTY;
    }
    if (header > framing.longest()) {
      return Verdict.TOO_LONG;
    }
    length = header;
    return Verdict.FINE;
  }

  private void keep(ByteBuf in) {
    int more = in.readableBytes();
    if (have + more > rest.length) {
      rest = Arrays.copyOf(rest, Math.min(length, Math.max(have + more, 2 * have)));
    }
    in.readBytes(rest, have, more);
    have += more;
  }

  private boolean whole(ByteBuf in, Taker taker) {
    int size = length;
    System.arraycopy(rest, 0, scratch, 0, have);
    in.readBytes(scratch, have, size - have);
    if (have > 0) {
      rest = new byte[0];
    }
    have = 0;
    headerBytes = 0;
    header = 0;
    length = FRESH;
    return taker.take(scratch, size);
  }
}

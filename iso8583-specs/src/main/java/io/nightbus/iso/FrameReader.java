package io.nightbus.iso;

import io.nightbus.iso.Decoded.Flaw;
import io.nightbus.iso.Decoded.Malformed;

/**
 * Walks through one frame: type, bitmaps, elements. Each step looks whether the bytes are there
 * before it reads them, and nothing is allocated by a length that the frame claims.
 */
final class FrameReader {
  static final int MTI_FIELD = 0;
  static final int BITMAP_FIELD = 1;

  /** In the first bitmap: a second one follows. */
  static final long CONTINUED = Elements.bit(1);

  private final Layout layout;
  private final byte[] frame;

  FrameReader(Layout layout, byte[] frame) {
    this.layout = layout;
    this.frame = frame;
  }

  Decoded read() {
    int bitmapStart = layout.mti().bytes();
    if (frame.length < bitmapStart) {
      return new Malformed(Flaw.TRUNCATED, MTI_FIELD, 0);
    }
    int type = layout.mti().read(frame);
    if (type < 0) {
      return new Malformed(Flaw.BAD_MTI, MTI_FIELD, 0);
    }
    Bitmap bitmap = layout.bitmap();
    int end = bitmapStart + bitmap.bytes(1);
    if (frame.length < end) {
      return new Malformed(Flaw.TRUNCATED, BITMAP_FIELD, bitmapStart);
    }
    if (!bitmap.accepts(frame, bitmapStart)) {
      return new Malformed(Flaw.BAD_BITMAP, BITMAP_FIELD, bitmapStart);
    }
    long first = bitmap.read(frame, bitmapStart);
    return (first & CONTINUED) == 0
        ? elements(type, first, 0, end)
        : continued(type, first & ~CONTINUED, bitmapStart, end);
  }

  private Decoded continued(int type, long first, int bitmapStart, int at) {
    Bitmap bitmap = layout.bitmap();
    int end = at + bitmap.bytes(1);
    if (frame.length < end) {
      return new Malformed(Flaw.TRUNCATED, BITMAP_FIELD, bitmapStart);
    }
    // A second bitmap without an element can't be written again from the message it makes.
    long second = bitmap.accepts(frame, at) ? bitmap.read(frame, at) : 0;
    return second == 0
        ? new Malformed(Flaw.BAD_BITMAP, BITMAP_FIELD, bitmapStart)
        : elements(type, first, second, end);
  }

  private Decoded elements(int type, long first, long second, int from) {
    var starts = new int[Elements.count(first, second) + 1];
    int at = from;
    int last = BITMAP_FIELD;
    for (int i = 0; i < starts.length - 1; i++) {
      last = Elements.after(first, second, last);
      starts[i] = at;
      FieldFormat format = layout.formatOrNull(last);
      if (format == null) {
        return new Malformed(Flaw.UNKNOWN_FIELD, last, at);
      }
      int end = format.end(frame, at, frame.length);
      if (end < 0) {
        return new Malformed(FieldFormat.flaw(end), last, at);
      }
      at = end;
    }
    starts[starts.length - 1] = at;
    return at < frame.length
        ? new Malformed(Flaw.TRAILING_BYTES, last, at)
        : new Decoded.Whole(
            new Message(new Mti(type), new Frame(layout, frame, first, second, starts)));
  }
}

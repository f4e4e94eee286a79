package io.nightbus.iso;

import io.nightbus.iso.Decoded.Flaw;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where every element stands in a frame and how it is written: a packager, compiled. Immutable and
 * shared by all threads.
 */
public final class Layout {
  static final int MTI_FIELD = 0;
  static final int BITMAP_FIELD = 1;
  private static final long CONTINUED = Elements.bit(1);

  private final PlainField mti;
  private final Bitmap bitmap;
  private final @Nullable FieldFormat[] formats;
  private final String[] names;

  /**
   * @param formats by element number, null where there is none; 0 and 1 are not looked at
   * @param names by element number
   */
  Layout(PlainField mti, Bitmap bitmap, @Nullable FieldFormat[] formats, String[] names) {
    this.mti = mti;
    this.bitmap = bitmap;
    this.formats = formats.clone();
    this.names = names.clone();
  }

  /** The element's name in the packager's own words. */
  public String name(De de) {
    return names[de.number()];
  }

  public boolean has(De de) {
    return formats[de.number()] != null;
  }

  FieldFormat format(int number) {
    return Objects.requireNonNull(formats[number]);
  }

  /** Reads one message out of {@code bytes}, which it copies; any bytes are survived. */
  public Decoded decode(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    var frame = new byte[length];
    System.arraycopy(bytes, offset, frame, 0, length);
    int end = mti.end(frame, 0, length);
    if (end < 0) {
      return new Decoded.Malformed(mtiFlaw(end), MTI_FIELD, 0);
    }
    int start = end + bitmap.bytes(1);
    if (start > length) {
      return new Decoded.Malformed(Flaw.TRUNCATED, BITMAP_FIELD, end);
    }
    if (!bitmap.accepts(frame, end)) {
      return new Decoded.Malformed(Flaw.BAD_BITMAP, BITMAP_FIELD, end);
    }
    long first = bitmap.read(frame, end);
    if ((first & CONTINUED) == 0) {
      return elements(frame, first, 0, start);
    }
    return continued(frame, first & ~CONTINUED, end, start);
  }

  private static Flaw mtiFlaw(int end) {
    Flaw flaw = FieldFormat.flaw(end);
    return flaw == Flaw.TRUNCATED ? flaw : Flaw.BAD_MTI;
  }

  private Decoded continued(byte[] frame, long first, int bitmapStart, int at) {
    int start = at + bitmap.bytes(1);
    if (start > frame.length) {
      return new Decoded.Malformed(Flaw.TRUNCATED, BITMAP_FIELD, bitmapStart);
    }
    // A second bitmap without an element can't be written again from the message it makes.
    long second = bitmap.accepts(frame, at) ? bitmap.read(frame, at) : 0;
    return second == 0
        ? new Decoded.Malformed(Flaw.BAD_BITMAP, BITMAP_FIELD, bitmapStart)
        : elements(frame, first, second, start);
  }

  private Decoded elements(byte[] frame, long first, long second, int from) {
    var starts = new int[Elements.count(first, second) + 1];
    int at = from;
    int last = BITMAP_FIELD;
    for (int i = 0; i < starts.length - 1; i++) {
      last = Elements.after(first, second, last);
      starts[i] = at;
      FieldFormat format = formats[last];
      if (format == null) {
        return new Decoded.Malformed(Flaw.UNKNOWN_FIELD, last, at);
      }
      int end = format.end(frame, at, frame.length);
      if (end < 0) {
        return new Decoded.Malformed(FieldFormat.flaw(end), last, at);
      }
      at = end;
    }
    starts[starts.length - 1] = at;
    if (at < frame.length) {
      return new Decoded.Malformed(Flaw.TRAILING_BYTES, last, at);
    }
    var type = Mti.of(mti.text(frame, 0, 4));
    return new Decoded.Whole(new Message(type, new Frame(this, frame, first, second, starts)));
  }

  /**
   * The message's bytes.
   *
   * @throws IllegalArgumentException for an element that doesn't fit its field, naming the field
   *     and never its content
   */
  public byte[] encode(Message message) {
    long first = message.first();
    long second = message.second();
    int words = second == 0 ? 1 : 2;
    String type = message.mti().toString();
    int bitmapStart = mti.size(type);
    int start = bitmapStart + bitmap.bytes(words);
    var out = new byte[start + size(message)];
    mti.write(type, out, 0);
    bitmap.write(second == 0 ? first : first | CONTINUED, out, bitmapStart);
    if (second != 0) {
      bitmap.write(second, out, bitmapStart + bitmap.bytes(1));
    }
    write(message, out, start);
    return out;
  }

  private int size(Message message) {
    int size = 0;
    for (int n = message.after(1); n != 0; n = message.after(n)) {
      Frame frame = message.frameOf(n);
      size +=
          frame != null && frame.layout == this ? frame.end(n) - frame.start(n) : size(message, n);
    }
    return size;
  }

  private int size(Message message, int number) {
    FieldFormat format = formats[number];
    if (format == null) {
      throw new IllegalArgumentException("DE " + number + " is not in this layout");
    }
    try {
      return format.size(message.text(number));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "DE " + number + " (" + names[number] + ") " + e.getMessage(), e);
    }
  }

  private void write(Message message, byte[] out, int from) {
    int at = from;
    for (int n = message.after(1); n != 0; n = message.after(n)) {
      Frame frame = message.frameOf(n);
      if (frame != null && frame.layout == this) {
        int length = frame.end(n) - frame.start(n);
        System.arraycopy(frame.bytes, frame.start(n), out, at, length);
        at += length;
      } else {
        String text = message.text(n);
        format(n).write(text, out, at);
        at += format(n).size(text);
      }
    }
  }
}

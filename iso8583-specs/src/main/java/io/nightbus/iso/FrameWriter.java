package io.nightbus.iso;

import org.jspecify.annotations.Nullable;

/**
 * Writes one message: what it still has in a frame of the same layout is copied in as few pieces as
 * can be, only the rest is made from texts.
 */
final class FrameWriter {
  private final Layout layout;
  private final Message message;

  /** The frame to copy from; null where there is none of this layout. */
  private final @Nullable Frame source;

  /** Elements at which copying has to stop: those with a text to write, and those dropped. */
  private final long stopsFirst;

  private final long stopsSecond;

  FrameWriter(Layout layout, Message message) {
    this.layout = layout;
    this.message = message;
    Frame frame = message.frame();
    source = frame != null && frame.layout == layout ? frame : null;
    long dropped = source == null ? 0 : source.first & ~message.first();
    stopsFirst = dropped | (source == null ? message.first() : message.ownFirst());
    dropped = source == null ? 0 : source.second & ~message.second();
    stopsSecond = dropped | (source == null ? message.second() : message.ownSecond());
  }

  byte[] write() {
    long first = message.first();
    long second = message.second();
    MtiCoding mti = layout.mti();
    Bitmap bitmap = layout.bitmap();
    int start = mti.bytes() + bitmap.bytes(second == 0 ? 1 : 2);
    var out = new byte[start + size()];
    mti.write(message.mti().code(), out);
    bitmap.write(second == 0 ? first : first | FrameReader.CONTINUED, out, mti.bytes());
    if (second != 0) {
      bitmap.write(second, out, mti.bytes() + bitmap.bytes(1));
    }
    write(out, start);
    return out;
  }

  private int size() {
    int size = source == null ? 0 : source.end() - source.start();
    for (int n = stop(0); n != 0; n = stop(n)) {
      if (source != null && source.has(n)) {
        size -= source.end(n) - source.start(n);
      }
      if (message.has(n)) {
        size += size(n);
      }
    }
    return size;
  }

  private int stop(int after) {
    return Elements.after(stopsFirst, stopsSecond, after);
  }

  private int size(int number) {
    FieldFormat format = layout.formatOrNull(number);
    if (format == null) {
      throw new IllegalArgumentException("DE " + number + " is not in this layout");
    }
    try {
      return format.size(message.text(number));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "DE " + number + " (" + layout.name(De.of(number)) + ") " + e.getMessage(), e);
    }
  }

  private void write(byte[] out, int from) {
    int at = from;
    int copied = source == null ? 0 : source.start();
    for (int n = stop(0); n != 0; n = stop(n)) {
      if (source != null) {
        int until = source.start(n);
        System.arraycopy(source.bytes, copied, out, at, until - copied);
        at += until - copied;
        copied = source.has(n) ? source.end(n) : until;
      }
      if (message.has(n)) {
        at = layout.format(n).write(message.text(n), out, at);
      }
    }
    if (source != null) {
      System.arraycopy(source.bytes, copied, out, at, source.end() - copied);
    }
  }
}

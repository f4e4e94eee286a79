package io.nightbus.iso;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where every element stands in a frame and how it is written: a packager, compiled. Immutable and
 * shared by all threads.
 */
public final class Layout {
  private static final int ELEMENTS = 128;

  /**
   * Ours, for what is kept: any element as characters of ISO 8859-1, at most 65,535, behind their
   * count in two bytes; the type in two bytes and binary bitmaps in front. Never changes: it lies
   * on disks.
   */
  public static final Layout KEPT = kept();

  private final MtiCoding mti;
  private final Bitmap bitmap;
  private final @Nullable FieldFormat[] formats;
  private final String[] names;

  /**
   * @param formats by element number, null where there is none; 0 and 1 are not looked at
   * @param names by element number
   */
  Layout(MtiCoding mti, Bitmap bitmap, @Nullable FieldFormat[] formats, String[] names) {
    this.mti = mti;
    this.bitmap = bitmap;
    this.formats = formats.clone();
    this.names = names.clone();
  }

  private static Layout kept() {
    var formats = new FieldFormat[ELEMENTS + 1];
    var names = new String[ELEMENTS + 1];
    LengthIndicator two = LengthIndicator.binary(2);
    Arrays.fill(formats, new PlainField(two, Coding.CHARACTERS, Content.ANY, two.highest()));
    Arrays.fill(names, "as it is kept");
    return new Layout(MtiCoding.BCD, Bitmap.BINARY, formats, names);
  }

  /** The element's name in the packager's own words. */
  public String name(De de) {
    return names[de.number()];
  }

  public boolean has(De de) {
    return formats[de.number()] != null;
  }

  MtiCoding mti() {
    return mti;
  }

  Bitmap bitmap() {
    return bitmap;
  }

  @Nullable FieldFormat formatOrNull(int number) {
    return formats[number];
  }

  FieldFormat format(int number) {
    return Objects.requireNonNull(formats[number]);
  }

  /** Reads one message out of {@code bytes}, which it copies; any bytes are survived. */
  public Decoded decode(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new FrameReader(this, Arrays.copyOfRange(bytes, offset, offset + length)).read();
  }

  /**
   * The message's bytes.
   *
   * @throws IllegalArgumentException for an element that doesn't fit its field, naming the field
   *     and never its content
   */
  public byte[] encode(Message message) {
    return new FrameWriter(this, message).write();
  }
}

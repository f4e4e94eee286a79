package io.nightbus.iso;

import java.util.Arrays;
import java.util.HexFormat;
import org.jpos.iso.ISOBinaryField;
import org.jpos.iso.ISOComponent;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOField;
import org.jpos.iso.ISOFieldPackager;
import org.jspecify.annotations.Nullable;

/**
 * A field that we have no format of our own for: its jPOS packager reads and writes it.
 *
 * <p>It is believed only where it writes the same bytes again that it has read, so that the promise
 * of {@link FieldFormat} holds for any packager; whatever it throws is a flaw of the frame.
 */
record DelegatedField(int number, ISOFieldPackager packager, boolean binary)
    implements FieldFormat {
  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

  static DelegatedField of(int number, ISOFieldPackager packager) {
    boolean binary = packager.createComponent(number) instanceof ISOBinaryField;
    return new DelegatedField(number, packager, binary);
  }

  @Override
  public int end(byte[] frame, int at, int limit) {
    ISOComponent component = packager.createComponent(number);
    try {
      int length = packager.unpack(component, frame, at);
      if (length < 0 || length > limit - at) {
        return TRUNCATED;
      }
      byte[] again = packager.pack(component);
      return Arrays.equals(again, 0, again.length, frame, at, at + length)
          ? at + length
          : BAD_CONTENT;
    } catch (IndexOutOfBoundsException e) {
      return TRUNCATED;
    } catch (ISOException | RuntimeException e) {
      return BAD_CONTENT;
    }
  }

  @Override
  public String text(byte[] frame, int at, int end) {
    ISOComponent component = packager.createComponent(number);
    try {
      packager.unpack(component, frame, at);
      Object value = component.getValue();
      return value instanceof byte[] bytes ? HEXADECIMAL.formatHex(bytes) : text(value);
    } catch (ISOException e) {
      throw new IllegalStateException("a field that was read once can't be read again");
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  @Override
  public int size(String text) {
    return packed(text).length;
  }

  @Override
  public int write(String text, byte[] out, int at) {
    byte[] bytes = packed(text);
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }

  private byte[] packed(String text) {
    try {
      return packager.pack(
          binary
              ? new ISOBinaryField(number, HEXADECIMAL.parseHex(text))
              : new ISOField(number, text));
    } catch (ISOException | RuntimeException e) {
      // Neither message nor cause: they may show what the element holds.
      throw new IllegalArgumentException("is refused by " + packager.getClass().getSimpleName());
    }
  }
}

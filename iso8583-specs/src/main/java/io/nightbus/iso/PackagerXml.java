package io.nightbus.iso;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jpos.iso.ISOBasePackager;
import org.jpos.iso.ISOBinaryField;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOField;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.ISOMsgFieldPackager;
import org.jpos.iso.packager.GenericPackager;
import org.jspecify.annotations.Nullable;

/** Compiles a packager XML of jPOS's GenericPackager into a {@link Layout}. */
public final class PackagerXml {
  private static final String ODD_DIGIT = "1";

  private PackagerXml() {}

  /**
   * Reads and compiles; the stream stays the caller's to close.
   *
   * @throws IllegalArgumentException where the packager can't be loaded or isn't one of ours,
   *     saying which field and why
   */
  public static Layout read(InputStream xml) {
    GenericPackager packager;
    try {
      // By stream: by name it would ask the thread's class loader, which may not be there.
      packager = new GenericPackager(xml);
    } catch (ISOException | RuntimeException e) {
      throw new IllegalArgumentException("jPOS can't load it: " + cause(e), e);
    }
    var formats = new @Nullable FieldFormat[129];
    var names = new String[129];
    for (int n = 0; n <= 128; n++) {
      ISOFieldPackager field = packager.getFieldPackager(n);
      names[n] = field == null ? "" : field.getDescription();
      formats[n] = field == null || n == Layout.BITMAP_FIELD ? null : format(n, field);
    }
    return new Layout(mti(formats[0]), bitmap(packager), formats, names);
  }

  private static String cause(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private static PlainField mti(@Nullable FieldFormat format) {
    if (format instanceof PlainField plain
        && plain.length() == 4
        && plain.content() == Content.DIGITS
        && plain.indicator().equals(LengthIndicator.NONE)) {
      return plain;
    }
    throw new IllegalArgumentException(
        "field 0, the MTI, has to be IFA_NUMERIC or IFB_NUMERIC of length 4");
  }

  private static Bitmap bitmap(ISOBasePackager packager) {
    ISOFieldPackager field = packager.getFieldPackager(Layout.BITMAP_FIELD);
    String name = field == null ? "missing" : field.getClass().getSimpleName();
    if (field != null && field.getLength() == 16 && name.equals("IFA_BITMAP")) {
      return Bitmap.HEX;
    }
    if (field != null && field.getLength() == 16 && name.equals("IFB_BITMAP")) {
      return Bitmap.BINARY;
    }
    throw new IllegalArgumentException(
        "field 1, the bitmap, has to be IFA_BITMAP or IFB_BITMAP of length 16, not " + name);
  }

  private static FieldFormat format(int number, ISOFieldPackager declared) {
    // An element with sub-elements is carried whole.
    ISOFieldPackager packager =
        declared instanceof ISOMsgFieldPackager nested ? nested.getISOFieldPackager() : declared;
    Optional<PlainField> known =
        packager.getClass().getPackageName().equals("org.jpos.iso")
            ? KnownPackagers.field(
                number,
                packager.getClass().getSimpleName(),
                packager.getLength(),
                oddDigitIsOnTheRight(packager))
            : Optional.empty();
    return known.filter(ours -> agree(ours, packager)).isPresent()
        ? known.get()
        : DelegatedField.of(packager);
  }

  /** Asked of the packager itself, which doesn't tell what its XML's {@code pad} said. */
  private static boolean oddDigitIsOnTheRight(ISOFieldPackager packager) {
    try {
      byte[] packed = packager.pack(new ISOField(2, ODD_DIGIT));
      return packed.length > 0 && packed[packed.length - 1] == 0x10;
    } catch (ISOException | RuntimeException e) {
      return false;
    }
  }

  /** Our format writes what the packager writes, and reads it as the packager reads it. */
  private static boolean agree(PlainField ours, ISOFieldPackager packager) {
    int most = ours.length();
    return probes(most).allMatch(units -> agree(ours, packager, sample(ours, units)));
  }

  private static java.util.stream.IntStream probes(int most) {
    return java.util.stream.IntStream.of(1, 2, 3, most / 2, most - 1, most)
        .filter(units -> units >= 1 && units <= most)
        .distinct();
  }

  private static String sample(PlainField ours, int units) {
    return switch (ours.content()) {
      case DIGITS, TRACK -> "1234567890".repeat(units / 10 + 1).substring(0, units);
      case SIGNED -> "D" + "1234567890".repeat(units / 10 + 1).substring(0, units - 1);
      case ANY -> "Ab 9 ".repeat(units / 5 + 1).substring(0, units);
      case HEX -> {
        int bytes = ours.indicator().digits() == 0 ? ours.length() : units;
        yield "7F00A9".repeat(bytes / 3 + 1).substring(0, bytes * 2);
      }
    };
  }

  private static boolean agree(PlainField ours, ISOFieldPackager packager, String text) {
    var theirs = DelegatedField.of(packager);
    if (theirs.binary() != ours.coding().isBinary()) {
      return false;
    }
    var packed = new byte[ours.size(text)];
    ours.write(text, packed, 0);
    byte[] expected;
    try {
      expected =
          packager.pack(
              theirs.binary()
                  ? new ISOBinaryField(2, java.util.HexFormat.of().parseHex(text))
                  : new ISOField(2, text));
    } catch (ISOException | RuntimeException e) {
      return false;
    }
    return Arrays.equals(expected, packed)
        && ours.end(packed, 0, packed.length) == packed.length
        && theirs.text(packed, 0, packed.length).equals(ours.text(packed, 0, packed.length));
  }
}

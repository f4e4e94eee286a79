package io.nightbus.iso;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jpos.iso.IF_UNUSED;
import org.jpos.iso.ISOBinaryField;
import org.jpos.iso.ISOComponent;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOField;
import org.jpos.iso.ISOFieldPackager;
import org.jpos.iso.ISOMsgFieldPackager;
import org.jpos.iso.packager.GenericPackager;
import org.jspecify.annotations.Nullable;

/** Compiles a packager XML of jPOS's GenericPackager into a {@link Layout}. */
public final class PackagerXml {
  private static final String ODD_DIGIT = "1";

  private final PackagerOutline outline;
  private final Loaded packager;

  private PackagerXml(String file, byte[] xml) {
    outline = PackagerOutline.of(file, xml);
    try {
      // By stream: by name it would ask the thread's class loader, which may not be there.
      packager = new Loaded(new ByteArrayInputStream(xml));
    } catch (ISOException | RuntimeException e) {
      var error = outline.error("jPOS can't load it: " + deepestMessage(e));
      error.initCause(e);
      throw error;
    }
  }

  /** Shows what jPOS keeps for subclasses. */
  private static final class Loaded extends GenericPackager {
    Loaded(InputStream xml) throws ISOException {
      super(xml);
    }

    int highestField() {
      return getMaxValidField();
    }

    boolean hasUsualBitmap() {
      return emitBitMap() && Objects.equals(getBitMapfieldPackager(), getFieldPackager(1));
    }
  }

  /**
   * Reads and compiles a packager.
   *
   * @param file its name, for complaints
   * @throws IllegalArgumentException where it can't be used: "file:line: what is wrong"
   */
  public static Layout read(String file, byte[] xml) {
    return new PackagerXml(file, xml).compile();
  }

  private Layout compile() {
    if (packager.getHeaderLength() > 0 || packager.getThirdBitmapField() >= 0) {
      throw outline.error("headers and third bitmaps are not supported");
    }
    if (packager.highestField() > 128 || !packager.hasUsualBitmap()) {
      throw outline.error("messages have a bitmap in field 1 and at most 128 fields");
    }
    var formats = new @Nullable FieldFormat[129];
    var names = new String[129];
    Arrays.fill(names, "");
    for (int n = 2; n <= packager.highestField(); n++) {
      ISOFieldPackager field = packager.getFieldPackager(n);
      if (field != null && !(field instanceof IF_UNUSED)) {
        names[n] = String.valueOf(field.getDescription());
        formats[n] = format(n, field);
      }
    }
    return new Layout(mti(), bitmap(), formats, names);
  }

  private static String deepestMessage(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  private MtiCoding mti() {
    return switch (declared(FrameReader.MTI_FIELD, 4)) {
      case "IFA_NUMERIC" -> MtiCoding.ASCII;
      case "IFB_NUMERIC" -> MtiCoding.BCD;
      default ->
          throw outline.error(
              FrameReader.MTI_FIELD,
              "the MTI has to be IFA_NUMERIC or IFB_NUMERIC of length 4",
              null);
    };
  }

  private Bitmap bitmap() {
    return switch (declared(FrameReader.BITMAP_FIELD, 16)) {
      case "IFA_BITMAP" -> Bitmap.HEX;
      case "IFB_BITMAP" -> Bitmap.BINARY;
      default ->
          throw outline.error(
              FrameReader.BITMAP_FIELD,
              "the bitmap has to be IFA_BITMAP or IFB_BITMAP of length 16",
              null);
    };
  }

  /** The class of a field that has the length wanted, or "". */
  private String declared(int number, int length) {
    ISOFieldPackager field = packager.getFieldPackager(number);
    return field != null && field.getLength() == length ? field.getClass().getSimpleName() : "";
  }

  private FieldFormat format(int number, ISOFieldPackager declared) {
    // An element with sub-elements is carried whole.
    ISOFieldPackager field =
        declared instanceof ISOMsgFieldPackager nested ? nested.getISOFieldPackager() : declared;
    ISOComponent component = field.createComponent(number);
    if (!(component instanceof ISOField || component instanceof ISOBinaryField)) {
      throw outline.error(
          number,
          field.getClass().getSimpleName() + " is neither text nor binary: not supported",
          null);
    }
    return known(number, field)
        .filter(ours -> agree(ours, DelegatedField.of(number, field)))
        .<FieldFormat>map(ours -> ours)
        .orElseGet(() -> DelegatedField.of(number, field));
  }

  private static Optional<PlainField> known(int number, ISOFieldPackager field) {
    return field.getClass().getPackageName().equals("org.jpos.iso")
        ? KnownPackagers.field(
            number,
            field.getClass().getSimpleName(),
            field.getLength(),
            oddDigitIsOnTheRight(field))
        : Optional.empty();
  }

  /** Asked of the packager itself, which doesn't tell what its XML's {@code pad} said. */
  private static boolean oddDigitIsOnTheRight(ISOFieldPackager field) {
    try {
      byte[] packed = field.pack(new ISOField(2, ODD_DIGIT));
      return packed.length > 0 && packed[packed.length - 1] == 0x10;
    } catch (ISOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Our format writes what the packager writes and reads it as the packager does, for texts of some
   * lengths: an attribute that we don't know of makes it the packager's own business.
   */
  private static boolean agree(PlainField ours, DelegatedField theirs) {
    int most = ours.length();
    return IntStream.of(1, 2, 3, most / 2, most - 1, most)
        .filter(units -> units >= 1 && units <= most)
        .distinct()
        .allMatch(units -> agree(ours, theirs, sample(ours, units)));
  }

  private static boolean agree(PlainField ours, DelegatedField theirs, String text) {
    if (theirs.binary() != ours.coding().isBinary()) {
      return false;
    }
    var written = new byte[ours.size(text)];
    ours.write(text, written, 0);
    try {
      var expected = new byte[theirs.size(text)];
      theirs.write(text, expected, 0);
      return Arrays.equals(expected, written)
          && ours.end(written, 0, written.length) == written.length
          && theirs.end(written, 0, written.length) == written.length
          && theirs.text(written, 0, written.length).equals(ours.text(written, 0, written.length));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String sample(PlainField ours, int units) {
    return switch (ours.content()) {
      case DIGITS, TRACK -> repeated("1234567890", units);
      case SIGNED -> "D" + repeated("1234567890", units - 1);
      case ANY -> repeated("Ab 9 ", units);
      case HEX -> repeated("7F00A9", 2 * (ours.indicator().isThere() ? units : ours.length()));
    };
  }

  private static String repeated(String text, int length) {
    return text.repeat(length / text.length() + 1).substring(0, length);
  }
}

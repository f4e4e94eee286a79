package io.nightbus.iso;

import static io.nightbus.iso.LengthIndicator.ascii;
import static io.nightbus.iso.LengthIndicator.bcd;
import static io.nightbus.iso.LengthIndicator.binary;

import java.util.Map;
import java.util.Optional;

/** What jPOS's field packager classes mean, as far as we have formats of our own for them. */
final class KnownPackagers {
  private record Shape(LengthIndicator indicator, Coding coding, Content content) {}

  private static final LengthIndicator FIXED = LengthIndicator.NONE;

  /** By simple class name; of BCD the variant with the odd digit on the left. */
  private static final Map<String, Shape> SHAPES =
      Map.ofEntries(
          shape("IFA_NUMERIC", FIXED, Coding.CHARACTERS, Content.DIGITS),
          shape("IFA_LLNUM", ascii(2), Coding.CHARACTERS, Content.DIGITS),
          shape("IFA_LLLNUM", ascii(3), Coding.CHARACTERS, Content.DIGITS),
          shape("IFA_LCHAR", ascii(1), Coding.CHARACTERS, Content.ANY),
          shape("IFA_LLCHAR", ascii(2), Coding.CHARACTERS, Content.ANY),
          shape("IFA_LLLCHAR", ascii(3), Coding.CHARACTERS, Content.ANY),
          shape("IFA_LLLLCHAR", ascii(4), Coding.CHARACTERS, Content.ANY),
          shape("IFA_AMOUNT", FIXED, Coding.CHARACTERS, Content.SIGNED),
          shape("IFA_BINARY", FIXED, Coding.HEX, Content.HEX),
          shape("IFA_LLBINARY", ascii(2), Coding.BYTES, Content.HEX),
          shape("IFA_LLLBINARY", ascii(3), Coding.BYTES, Content.HEX),
          shape("IF_CHAR", FIXED, Coding.CHARACTERS, Content.ANY),
          shape("IFB_NUMERIC", FIXED, Coding.BCD_LEFT, Content.DIGITS),
          shape("IFB_LLNUM", bcd(2), Coding.BCD_LEFT, Content.DIGITS),
          shape("IFB_LLLNUM", bcd(3), Coding.BCD_LEFT, Content.DIGITS),
          shape("IFB_LLHNUM", binary(1), Coding.BCD_LEFT, Content.DIGITS),
          shape("IFB_LLCHAR", bcd(2), Coding.CHARACTERS, Content.ANY),
          shape("IFB_LLLCHAR", bcd(3), Coding.CHARACTERS, Content.ANY),
          shape("IFB_LLLLCHAR", bcd(4), Coding.CHARACTERS, Content.ANY),
          shape("IFB_LLHCHAR", binary(1), Coding.CHARACTERS, Content.ANY),
          shape("IFB_LLLHCHAR", binary(2), Coding.CHARACTERS, Content.ANY),
          shape("IFB_AMOUNT", FIXED, Coding.SIGNED_BCD, Content.SIGNED),
          shape("IFB_BINARY", FIXED, Coding.BYTES, Content.HEX),
          shape("IFB_LLBINARY", bcd(2), Coding.BYTES, Content.HEX),
          shape("IFB_LLLBINARY", bcd(3), Coding.BYTES, Content.HEX),
          shape("IFB_LLHBINARY", binary(1), Coding.BYTES, Content.HEX),
          shape("IFB_LLLHBINARY", binary(2), Coding.BYTES, Content.HEX));

  private KnownPackagers() {}

  private static Map.Entry<String, Shape> shape(
      String name, LengthIndicator indicator, Coding coding, Content content) {
    return Map.entry(name, new Shape(indicator, coding, content));
  }

  /** Our format for the packager class; empty for one that we don't know. */
  static Optional<PlainField> field(
      int number, String packager, int length, boolean oddOnTheRight) {
    Shape shape = SHAPES.get(packager);
    if (shape == null || length < 1) {
      return Optional.empty();
    }
    Coding coding =
        shape.coding() == Coding.BCD_LEFT && oddOnTheRight ? Coding.BCD_RIGHT : shape.coding();
    // jPOS has no type for track 2 (z in the standard), and uses a numeric one.
    Content content =
        number == De.TRACK_2.number() && shape.content() == Content.DIGITS
            ? Content.TRACK
            : shape.content();
    int most = Math.min(length, shape.indicator().highest());
    return Optional.of(new PlainField(shape.indicator(), coding, content, most));
  }
}

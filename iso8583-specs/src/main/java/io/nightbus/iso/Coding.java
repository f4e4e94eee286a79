package io.nightbus.iso;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * How an element's text stands in bytes. A unit is what a length indicator counts: a character, a
 * digit or a byte.
 */
enum Coding {
  /** One byte of ISO 8859-1 for each character. */
  CHARACTERS,
  /** Two digits in a byte; an odd number of them has a zero in front. */
  BCD_LEFT,
  /** Two digits in a byte; an odd number of them has a zero behind. */
  BCD_RIGHT,
  /** Bytes as they are; the text is their hexadecimal. */
  BYTES,
  /** The hexadecimal itself, upper case, two characters for each byte. */
  HEX,
  /** A sign character, then two digits in a byte, a zero in front where they are odd. */
  SIGNED_BCD;

  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();
  private static final int SEPARATOR = 0xD;

  /** What a half byte is as a character: track 2's separator is D in BCD and = in characters. */
  private static final byte[] DIGITS = "0123456789ABC=EF".getBytes(StandardCharsets.ISO_8859_1);

  boolean isBinary() {
    return this == BYTES || this == HEX;
  }

  /** Bytes that {@code units} take. */
  int bytes(int units) {
    return switch (this) {
      case CHARACTERS, BYTES -> units;
      case BCD_LEFT, BCD_RIGHT -> (units + 1) / 2;
      case HEX -> units * 2;
      case SIGNED_BCD -> 1 + units / 2;
    };
  }

  /** Units of {@code text}; -1 where it is half a byte. */
  int units(String text) {
    if (!isBinary()) {
      return text.length();
    }
    return text.length() % 2 == 0 ? text.length() / 2 : -1;
  }

  /**
   * The bytes, which are there, are what {@link #write} would make of their own text, and of the
   * kind {@code content} asks for.
   */
  boolean accepts(Content content, byte[] frame, int at, int units) {
    return switch (this) {
      case CHARACTERS -> content.accepts(frame, at, units);
      case BYTES -> true;
      case HEX -> Content.HEX.accepts(frame, at, units * 2);
      case BCD_LEFT ->
          packed(content, frame, at, units) && (units % 2 == 0 || nibble(frame, at * 2) == 0);
      case BCD_RIGHT ->
          packed(content, frame, at, units)
              && (units % 2 == 0 || nibble(frame, at * 2 + units) == 0);
      case SIGNED_BCD ->
          Content.isSign(frame[at]) && BCD_LEFT.accepts(Content.DIGITS, frame, at + 1, units - 1);
    };
  }

  private static boolean packed(Content content, byte[] frame, int at, int units) {
    int other = content == Content.TRACK ? SEPARATOR : 0;
    for (int i = at; i < at + (units + 1) / 2; i++) {
      int high = (frame[i] >> 4) & 0xF;
      int low = frame[i] & 0xF;
      if ((high > 9 && high != other) || (low > 9 && low != other)) {
        return false;
      }
    }
    return true;
  }

  /** Half byte number {@code index} of the frame. */
  static int nibble(byte[] frame, int index) {
    int both = frame[index >> 1];
    return (index & 1) == 0 ? (both >> 4) & 0xF : both & 0xF;
  }

  /** The text of bytes that were accepted. */
  String text(byte[] frame, int at, int units) {
    return switch (this) {
      case CHARACTERS -> new String(frame, at, units, StandardCharsets.ISO_8859_1);
      case HEX -> new String(frame, at, units * 2, StandardCharsets.ISO_8859_1);
      case BYTES -> HEXADECIMAL.formatHex(frame, at, at + units);
      case BCD_LEFT -> digits(frame, at * 2 + units % 2, units, new byte[units], 0);
      case BCD_RIGHT -> digits(frame, at * 2, units, new byte[units], 0);
      case SIGNED_BCD -> {
        var characters = new byte[units];
        characters[0] = frame[at];
        int odd = (units - 1) % 2;
        yield digits(frame, (at + 1) * 2 + odd, units - 1, characters, 1);
      }
    };
  }

  private static String digits(byte[] frame, int from, int units, byte[] into, int start) {
    for (int i = 0; i < units; i++) {
      into[start + i] = DIGITS[nibble(frame, from + i)];
    }
    return new String(into, StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes text whose characters were accepted, into bytes that are zero so far.
   *
   * @param width units of the field, at least the text's; what BCD has too few stays zero in front
   */
  void write(String text, int width, byte[] out, int at) {
    switch (this) {
      case CHARACTERS, HEX -> characters(text, 0, out, at);
      case BYTES -> {
        for (int i = 0; i < text.length(); i += 2) {
          out[at + i / 2] = (byte) (hex(text.charAt(i)) * 16 + hex(text.charAt(i + 1)));
        }
      }
      case BCD_LEFT -> pack(text, 0, out, at * 2 + (width + 1) / 2 * 2 - text.length());
      case BCD_RIGHT -> pack(text, 0, out, at * 2 + width - text.length());
      case SIGNED_BCD -> {
        out[at] = (byte) text.charAt(0);
        pack(text, 1, out, (at + 1) * 2 + width / 2 * 2 - (text.length() - 1));
      }
    }
  }

  /** Writes the characters of {@code text} from number {@code from} on. */
  static void characters(String text, int from, byte[] out, int at) {
    for (int i = from; i < text.length(); i++) {
      out[at + i - from] = (byte) text.charAt(i);
    }
  }

  private static void pack(String text, int from, byte[] out, int nibble) {
    for (int i = from, n = nibble; i < text.length(); i++, n++) {
      char c = text.charAt(i);
      int digit = c == 'D' ? SEPARATOR : c & 0xF;
      out[n >> 1] |= (byte) ((n & 1) == 0 ? digit << 4 : digit);
    }
  }

  /** The value of an upper-case hexadecimal character. */
  static int hex(int c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
  }
}

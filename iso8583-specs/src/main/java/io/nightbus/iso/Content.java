package io.nightbus.iso;

/** Which characters an element may hold. */
enum Content {
  /** 0 to 9. */
  DIGITS,
  /** 0 to 9 and the separator of track 2. */
  TRACK,
  /** C or D, then digits. */
  SIGNED,
  /** Anything that ISO 8859-1 can write. */
  ANY,
  /** Upper-case hexadecimal. */
  HEX;

  /** Whether character {@code c} may stand at {@code place}. */
  boolean accepts(char c, int place) {
    return switch (this) {
      case DIGITS -> isDigit(c);
      case TRACK -> isDigit(c) || c == '=' || c == 'D';
      case SIGNED -> place == 0 ? c == 'C' || c == 'D' : isDigit(c);
      case ANY -> c <= 0xFF;
      case HEX -> isDigit(c) || (c >= 'A' && c <= 'F');
    };
  }

  boolean accepts(byte[] frame, int at, int length) {
    if (this == ANY) {
      return true;
    }
    for (int i = 0; i < length; i++) {
      if (!accepts((char) (frame[at + i] & 0xFF), i)) {
        return false;
      }
    }
    return true;
  }

  boolean accepts(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!accepts(text.charAt(i), i)) {
        return false;
      }
    }
    return true;
  }

  String words() {
    return switch (this) {
      case DIGITS -> "digits";
      case TRACK -> "digits and a separator";
      case SIGNED -> "C or D and digits";
      case ANY -> "ISO 8859-1 characters";
      case HEX -> "upper-case hexadecimal";
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}

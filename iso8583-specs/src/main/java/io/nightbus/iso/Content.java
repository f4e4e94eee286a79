package io.nightbus.iso;

/** Which characters an element may hold. */
enum Content {
  /** 0 to 9. */
  DIGITS,
  /** 0 to 9 and the separator of track 2, = or D. */
  TRACK,
  /** C or D, then digits. */
  SIGNED,
  /** Anything that ISO 8859-1 can write. */
  ANY,
  /** Upper-case hexadecimal. */
  HEX;

  boolean accepts(byte[] frame, int at, int length) {
    return switch (this) {
      case ANY -> true;
      case DIGITS -> digits(frame, at, at + length);
      case SIGNED -> length > 0 && isSign(frame[at]) && digits(frame, at + 1, at + length);
      case TRACK -> {
        int i = at;
        while (i < at + length && isTrack(frame[i])) {
          i++;
        }
        yield i == at + length;
      }
      case HEX -> {
        int i = at;
        while (i < at + length && isHex(frame[i])) {
          i++;
        }
        yield i == at + length;
      }
    };
  }

  boolean accepts(String text) {
    int length = text.length();
    int i = 0;
    switch (this) {
      case DIGITS -> i = afterDigits(text, 0);
      case SIGNED -> i = length > 0 && isSign(text.charAt(0)) ? afterDigits(text, 1) : -1;
      case TRACK -> {
        while (i < length && isTrack(text.charAt(i))) {
          i++;
        }
      }
      case ANY -> {
        while (i < length && text.charAt(i) <= 0xFF) {
          i++;
        }
      }
      case HEX -> {
        while (i < length && isHex(text.charAt(i))) {
          i++;
        }
      }
    }
    return i == length;
  }

  private static boolean digits(byte[] frame, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isDigit(frame[i])) {
        return false;
      }
    }
    return true;
  }

  private static int afterDigits(String text, int from) {
    int i = from;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isSign(int c) {
    return c == 'C' || c == 'D';
  }

  private static boolean isTrack(int c) {
    return isDigit(c) || c == '=' || c == 'D';
  }

  private static boolean isHex(int c) {
    return isDigit(c) || (c >= 'A' && c <= 'F');
  }

  String words() {
    return switch (this) {
      case DIGITS -> "digits";
      case TRACK -> "digits and a separator";
      case SIGNED -> "C or D and digits";
      case ANY -> "ISO 8859-1 characters";
      case HEX -> "upper-case hexadecimal, two characters for each byte";
    };
  }
}

package io.nightbus.iso;

/**
 * How many units of content follow, written in front of them.
 *
 * @param kind how the number is written
 * @param bytes that it takes
 * @param highest number that it can write
 */
record LengthIndicator(Kind kind, int bytes, int highest) {
  enum Kind {
    /** Nothing is written: the length is fixed. */
    NONE,
    ASCII,
    BCD,
    BINARY
  }

  static final LengthIndicator NONE = new LengthIndicator(Kind.NONE, 0, Integer.MAX_VALUE);

  static LengthIndicator ascii(int digits) {
    return new LengthIndicator(Kind.ASCII, digits, (int) Math.pow(10, digits) - 1);
  }

  static LengthIndicator bcd(int digits) {
    return new LengthIndicator(Kind.BCD, (digits + 1) / 2, (int) Math.pow(10, digits) - 1);
  }

  static LengthIndicator binary(int bytes) {
    return new LengthIndicator(Kind.BINARY, bytes, (1 << (8 * bytes)) - 1);
  }

  boolean isThere() {
    return bytes > 0;
  }

  /** The number at {@code at}, whose bytes are there; -1 where it isn't one. */
  int read(byte[] frame, int at) {
    return switch (kind) {
      case NONE -> 0;
      case ASCII -> readAscii(frame, at);
      case BCD -> readBcd(frame, at);
      case BINARY -> readBinary(frame, at);
    };
  }

  private int readAscii(byte[] frame, int at) {
    int value = 0;
    for (int i = at; i < at + bytes; i++) {
      int digit = frame[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private int readBcd(byte[] frame, int at) {
    int value = 0;
    for (int i = at; i < at + bytes; i++) {
      int high = (frame[i] >> 4) & 0xF;
      int low = frame[i] & 0xF;
      if (high > 9 || low > 9) {
        return -1;
      }
      value = value * 100 + high * 10 + low;
    }
    return value;
  }

  private int readBinary(byte[] frame, int at) {
    int value = 0;
    for (int i = at; i < at + bytes; i++) {
      value = value << 8 | (frame[i] & 0xFF);
    }
    return value;
  }

  /** Writes {@code value}, which fits. */
  void write(int value, byte[] out, int at) {
    int rest = value;
    for (int i = at + bytes - 1; i >= at; i--) {
      switch (kind) {
        case NONE -> {}
        case ASCII -> {
          out[i] = (byte) ('0' + rest % 10);
          rest /= 10;
        }
        case BCD -> {
          out[i] = (byte) (rest / 10 % 10 * 16 + rest % 10);
          rest /= 100;
        }
        case BINARY -> {
          out[i] = (byte) rest;
          rest >>>= 8;
        }
      }
    }
  }
}

package io.nightbus.iso;

/**
 * How many units of content follow, written in front of them.
 *
 * @param kind how the number is written
 * @param digits decimal digits; for {@link Kind#BINARY} the bytes; 0 for {@link Kind#NONE}
 */
record LengthIndicator(Kind kind, int digits) {
  enum Kind {
    NONE,
    ASCII,
    BCD,
    BINARY
  }

  static final LengthIndicator NONE = new LengthIndicator(Kind.NONE, 0);

  static LengthIndicator ascii(int digits) {
    return new LengthIndicator(Kind.ASCII, digits);
  }

  static LengthIndicator bcd(int digits) {
    return new LengthIndicator(Kind.BCD, digits);
  }

  static LengthIndicator binary(int bytes) {
    return new LengthIndicator(Kind.BINARY, bytes);
  }

  int bytes() {
    return kind == Kind.BCD ? (digits + 1) / 2 : digits;
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
    for (int i = at; i < at + digits; i++) {
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
    for (int i = at; i < at + bytes(); i++) {
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
    for (int i = at; i < at + digits; i++) {
      value = value << 8 | (frame[i] & 0xFF);
    }
    return value;
  }

  /** Writes {@code value}, which fits. */
  void write(int value, byte[] out, int at) {
    int rest = value;
    for (int i = at + bytes() - 1; i >= at; i--) {
      switch (kind) {
        case NONE -> {}
        case ASCII -> {
          out[i] = (byte) ('0' + rest % 10);
          rest /= 10;
        }
        case BCD -> {
          out[i] = (byte) (((rest / 10 % 10) << 4) | (rest % 10));
          rest /= 100;
        }
        case BINARY -> {
          out[i] = (byte) rest;
          rest >>>= 8;
        }
      }
    }
  }

  /** The largest number it can write. */
  int highest() {
    return switch (kind) {
      case NONE -> Integer.MAX_VALUE;
      case ASCII, BCD -> (int) Math.pow(10, digits) - 1;
      case BINARY -> (1 << (8 * digits)) - 1;
    };
  }
}

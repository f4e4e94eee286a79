package io.nightbus.iso;

/** How the message type is written: always four digits, at the very start. */
enum MtiCoding {
  /** Four ASCII digits. */
  ASCII,
  /** Two digits in a byte. */
  BCD;

  int bytes() {
    return this == ASCII ? 4 : 2;
  }

  /** The type as a number, from bytes that are there; -1 where they aren't four digits. */
  int read(byte[] frame) {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = this == ASCII ? frame[i] - '0' : Coding.nibble(frame, i);
      if (digit < 0 || digit > 9) {
        return -1;
      }
      code = code * 10 + digit;
    }
    return code;
  }

  void write(int code, byte[] out) {
    int high = code / 100;
    int low = code % 100;
    if (this == ASCII) {
      out[0] = (byte) ('0' + high / 10);
      out[1] = (byte) ('0' + high % 10);
      out[2] = (byte) ('0' + low / 10);
      out[3] = (byte) ('0' + low % 10);
    } else {
      out[0] = (byte) (high / 10 * 16 + high % 10);
      out[1] = (byte) (low / 10 * 16 + low % 10);
    }
  }
}

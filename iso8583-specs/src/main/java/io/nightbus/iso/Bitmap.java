package io.nightbus.iso;

/** How the words that say which elements are there are written. */
enum Bitmap {
  /** Eight bytes each. */
  BINARY,
  /** Sixteen upper-case hexadecimal characters each. */
  HEX;

  int bytes(int words) {
    return words * (this == BINARY ? 8 : 16);
  }

  /** The bytes of one word, which are there, can be read. */
  boolean accepts(byte[] frame, int at) {
    return this == BINARY || Content.HEX.accepts(frame, at, 16);
  }

  /** One word that was accepted. */
  long read(byte[] frame, int at) {
    long word = 0;
    for (int i = at; i < at + bytes(1); i++) {
      word = this == BINARY ? word << 8 | (frame[i] & 0xFF) : word << 4 | Coding.hex(frame[i]);
    }
    return word;
  }

  void write(long word, byte[] out, int at) {
    long rest = word;
    for (int i = at + bytes(1) - 1; i >= at; i--) {
      if (this == BINARY) {
        out[i] = (byte) rest;
        rest >>>= 8;
      } else {
        int digit = (int) rest & 0xF;
        out[i] = (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
        rest >>>= 4;
      }
    }
  }
}

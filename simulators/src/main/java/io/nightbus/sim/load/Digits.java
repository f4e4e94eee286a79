package io.nightbus.sim.load;

/**
 * Where digits of one element stand in an encoded message, and how: found by comparing two messages
 * that differ in nothing else, so that it holds for any dialect.
 */
final class Digits {
  private final int offset;
  private final int count;
  private final int zero;
  private final boolean packed;

  private Digits(int offset, int count, int zero, boolean packed) {
    this.offset = offset;
    this.count = count;
    this.zero = zero;
    this.packed = packed;
  }

  /**
   * Compares.
   *
   * @param zeros the message with the element all 0
   * @param nines the message with the element all 9
   * @param count how many digits the element has; even, so that packed ones fill their bytes
   */
  static Digits between(byte[] zeros, byte[] nines, int count) {
    int from = 0;
    while (zeros[from] == nines[from]) {
      from++;
    }
    int to = from;
    while (to < zeros.length && zeros[to] != nines[to]) {
      to++;
    }
    if (to - from == count) {
      return new Digits(from, count, zeros[from], false);
    }
    if ((to - from) * 2 == count) {
      return new Digits(from, count, 0, true);
    }
    throw new IllegalStateException(count + " digits can't be found in " + (to - from) + " bytes");
  }

  /** Writes the number over them, with leading zeros; higher digits fall away. */
  void write(byte[] message, long number) {
    long rest = number;
    for (int i = count - 1; i >= 0; i--, rest /= 10) {
      int digit = (int) (rest % 10);
      if (!packed) {
        message[offset + i] = (byte) (zero + digit);
      } else if (i % 2 == 1) {
        message[offset + i / 2] = (byte) digit;
      } else {
        message[offset + i / 2] |= (byte) (digit << 4);
      }
    }
  }
}

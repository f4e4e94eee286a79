package io.nightbus.node.wire;

import java.util.Arrays;

/** Names of transmissions, in order; 0, which nobody asks for, is left out. */
final class Tokens {
  private long[] all = new long[16];
  private int count;

  void add(long token) {
    if (token == 0) {
      return;
    }
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    all[count++] = token;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** All of them; afterwards there are none. */
  long[] take() {
    long[] taken = Arrays.copyOf(all, count);
    count = 0;
    return taken;
  }
}

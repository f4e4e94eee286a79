package io.nightbus.core;

/** A set of our own ids, all above 0, in 16 bytes each: a file may name millions of charges. */
final class Ids {
  private static final int SMALLEST = 64;

  private long[] table = new long[SMALLEST];
  private int size;

  /** Whether it was not in the set before. */
  boolean add(long id) {
    if (2 * (size + 1) > table.length) {
      grow();
    }
    int at = place(id);
    if (table[at] == id) {
      return false;
    }
    table[at] = id;
    size++;
    return true;
  }

  private int place(long id) {
    int at = Long.hashCode(id * 0x9E3779B97F4A7C15L) & (table.length - 1);
    while (table[at] != 0 && table[at] != id) {
      at = (at + 1) & (table.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] before = table;
    table = new long[2 * before.length];
    for (long id : before) {
      if (id != 0) {
        table[place(id)] = id;
      }
    }
  }
}

package io.nightbus.node.ops.intake;

import java.util.Arrays;

/**
 * Which ids a file may have had before, eight to sixteen bytes for each: may say yes to a new one
 * (once in a billion files), never no to an old one. The book has the last word.
 */
final class SeenIds {
  private final long seed;
  private long[] slots = new long[1 << 12];
  private int size;

  SeenIds(long seed) {
    this.seed = seed;
  }

  /** True where it may have been there before. */
  boolean add(String id) {
    if (size * 2 >= slots.length) {
      grow();
    }
    boolean added = put(slots, hash(id));
    size += added ? 1 : 0;
    return !added;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    Arrays.stream(slots).filter(hash -> hash != 0).forEach(hash -> put(larger, hash));
    slots = larger;
  }

  private static boolean put(long[] slots, long hash) {
    int at = (int) (hash & (slots.length - 1));
    while (slots[at] != 0) {
      if (slots[at] == hash) {
        return false;
      }
      at = (at + 1) & (slots.length - 1);
    }
    slots[at] = hash;
    return true;
  }

  /** FNV-1a with a finisher; 0 marks an empty slot. */
  private long hash(String id) {
    long hash = 0xcbf29ce484222325L ^ seed;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }
}

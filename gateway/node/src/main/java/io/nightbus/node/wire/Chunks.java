package io.nightbus.node.wire;

import java.util.ArrayDeque;

/** Spare chunks of one event loop; a link that has nothing to write holds none. */
final class Chunks {
  private static final int SPARE = 64;

  private final ArrayDeque<Chunk> spare = new ArrayDeque<>();

  Chunk take() {
    Chunk chunk = spare.pollLast();
    return chunk == null ? new Chunk() : chunk;
  }

  void giveBack(Chunk chunk) {
    if (spare.size() < SPARE) {
      chunk.clear();
      spare.add(chunk);
    }
  }
}

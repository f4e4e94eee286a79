package io.nightbus.core;

import java.util.LinkedHashSet;

/** The last ids that were put in; the oldest are forgotten. */
final class Recent {
  private final int most;
  private final LinkedHashSet<Long> ids = new LinkedHashSet<>();

  Recent(int most) {
    this.most = most;
  }

  /** False where it is in already. */
  boolean add(long id) {
    boolean added = ids.add(id);
    if (ids.size() > most) {
      ids.removeFirst();
    }
    return added;
  }
}

package io.nightbus.core;

import java.util.LinkedHashMap;

/**
 * What is left of stand-in approvals that were reversed or taken back in this run: the book's
 * answer to a question may be older. Of what is forgotten here the book knows.
 */
final class Standing {
  private static final int MOST = 100_000;

  private final LinkedHashMap<Long, Left> changed = new LinkedHashMap<>();

  /**
   * What is left.
   *
   * @param amount minor units
   * @param gone nothing of it stands, not even its count
   */
  record Left(long amount, boolean gone) {
    static Left nothing() {
      return new Left(0, true);
    }

    static Left of(Stood stood) {
      return new Left(stood.standing(), stood.gone());
    }
  }

  Left of(long exchange, Left otherwise) {
    return changed.getOrDefault(exchange, otherwise);
  }

  void put(long exchange, Left left) {
    changed.putLast(exchange, left);
    if (changed.size() > MOST) {
      changed.pollFirstEntry();
    }
  }
}

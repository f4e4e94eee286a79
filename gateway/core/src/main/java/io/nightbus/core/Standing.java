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
   * @param withdrawn we took it back ourselves, with what it made us owe; it is gone too
   */
  record Left(long amount, boolean gone, boolean withdrawn) {
    /** All of it, or what a partial reversal has left. */
    static Left standing(long amount) {
      return new Left(amount, false, false);
    }

    /** Its originator reversed it. */
    static Left reversed() {
      return new Left(0, true, false);
    }

    static Left takenBack() {
      return new Left(0, true, true);
    }

    /** As the book has it, which does not say who took it back. */
    static Left of(Stood stood) {
      return new Left(stood.standing(), stood.gone(), false);
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

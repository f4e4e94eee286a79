package io.nightbus.core;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of an endpoint's backlog is in the book and not in memory: how far it has been read, and
 * whose cards may have something in the rest.
 */
final class Unread {
  private long cursor;
  private boolean complete;
  private boolean asked;

  /** It has to be read again from the start: charges were queued with old ids. */
  private boolean rewind;

  /** Something was owed after the book was asked: its answer can't be the whole. */
  private boolean owedSince;

  /** Entries that ended after the book was asked: its answer may still show them. */
  private final Set<Long> ended = new HashSet<>();

  private final Set<String> lanes;

  /**
   * At the start of a run.
   *
   * @param complete there is nothing
   * @param lanes whose cards have something
   */
  Unread(boolean complete, Collection<String> lanes) {
    this.complete = complete;
    this.lanes = new HashSet<>(lanes);
  }

  /** Everything is in memory, as far as we know. */
  boolean isNothing() {
    return complete && !rewind;
  }

  boolean mayHold(String lane) {
    return lanes.contains(lane);
  }

  boolean hasLanes() {
    return !lanes.isEmpty();
  }

  /** It lies behind what has been read, where not everything has. */
  boolean mayHold(long order) {
    return !complete && order > cursor;
  }

  /** Memory is full: this one, and what comes after it, stays in the book for now. */
  void beginsAt(long order) {
    if (complete) {
      complete = false;
      cursor = order - 1;
    }
  }

  /** A new entry stays in the book for now; false where it belongs into memory. */
  boolean keeps(String lane) {
    if (complete) {
      return false;
    }
    lanes.add(lane);
    owedSince = true;
    return true;
  }

  /** An entry has ended. */
  void ended(long id) {
    if (asked) {
      ended.add(id);
    }
  }

  /** Charges were queued in the book, with ids of long ago. */
  void rewind() {
    rewind = true;
    if (!asked) {
      complete = false;
    }
  }

  boolean isAsked() {
    return asked;
  }

  /** The book is asked for what comes next; after which order. */
  long ask() {
    if (rewind) {
      cursor = 0;
      rewind = false;
      complete = false;
    }
    asked = true;
    return cursor;
  }

  /** The book's answer has come: what has ended since is not to be taken from it. */
  Set<Long> read(Loads.Backlog backlog) {
    asked = false;
    cursor = Math.max(cursor, backlog.through());
    complete = backlog.complete() && !owedSince;
    owedSince = false;
    Set<Long> since = Set.copyOf(ended);
    ended.clear();
    return since;
  }

  /** The cards that are known to have nothing here any more, now that all has been read. */
  List<String> cleared() {
    if (!complete) {
      return List.of();
    }
    List<String> cards = lanes.stream().sorted().toList();
    lanes.clear();
    return cards;
  }
}

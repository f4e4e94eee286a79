package io.nightbus.core;

import io.nightbus.core.transit.Urgency;
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

  /** Charges have to be read again from their first: some were queued, or may go again. */
  private boolean rewind;

  /** Something that was owed after the book was asked is to be read from behind here. */
  private long again = Long.MAX_VALUE;

  /** Questions for canaries that are out. */
  private int canaries;

  /**
   * Entries that left memory after the book was asked: its answer may still show them. Apart for
   * each kind of question: what left before one was asked is in that one's answer by right, for it
   * may be waiting again.
   */
  private final Set<Long> endedSinceAsked = new HashSet<>();

  private final Set<Long> endedSinceCanaries = new HashSet<>();

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
    return !complete && order > Math.min(cursor, again);
  }

  /**
   * A new entry stays in the book for now: it lies behind what was read so far, or there is no
   * room; false where it belongs into memory. Charges have their place behind every obligation, so
   * that the reading may be far beyond it.
   *
   * @param room that there is for obligations
   */
  boolean keeps(String lane, long order, int room) {
    boolean unread = mayHold(order);
    if (!unread && room > 0) {
      return false;
    }
    if (asked) {
      again = Math.min(again, order - 1);
    } else if (!unread) {
      cursor = order - 1;
    }
    complete = false;
    lanes.add(lane);
    return true;
  }

  /** An entry has ended, or left memory. */
  void ended(long id) {
    if (asked) {
      endedSinceAsked.add(id);
    }
    if (canaries > 0) {
      endedSinceCanaries.add(id);
    }
  }

  /** Charges were queued in the book, or may go again. */
  void rewind() {
    rewind = true;
    if (!asked) {
      cursor = beforeCharges();
      complete = false;
    }
  }

  /** Where charges are read from. Of obligations nothing is to be read where all were in memory. */
  private long beforeCharges() {
    return complete ? Urgency.FIRST - 1 : Math.min(cursor, Urgency.FIRST - 1);
  }

  boolean isAsked() {
    return asked;
  }

  /** The book is asked for what comes next; after which order. */
  long ask() {
    if (rewind) {
      cursor = beforeCharges();
      rewind = false;
      complete = false;
    }
    asked = true;
    return cursor;
  }

  /** The book's answer has come: what has ended since is not to be taken from it. */
  Set<Long> read(Loads.Backlog backlog) {
    asked = false;
    cursor = Math.min(Math.max(cursor, backlog.through()), again);
    complete = backlog.complete() && again == Long.MAX_VALUE;
    again = Long.MAX_VALUE;
    Set<Long> since = Set.copyOf(endedSinceAsked);
    endedSinceAsked.clear();
    return since;
  }

  void askedForCanaries() {
    canaries++;
  }

  /** Its answer has come: what has ended since is not to be taken from it. */
  Set<Long> canariesCame() {
    canaries--;
    Set<Long> since = Set.copyOf(endedSinceCanaries);
    if (canaries == 0) {
      endedSinceCanaries.clear();
    }
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

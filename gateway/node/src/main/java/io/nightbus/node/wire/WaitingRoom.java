package io.nightbus.node.wire;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * Who has connected to a door and not said yet who he is. He takes no link, and there are never
 * more than a number of them: the oldest makes room, so that somebody who does say it gets in also
 * amid a flood. On the loop.
 */
final class WaitingRoom {
  /** Closing one costs up to a tenth of a millisecond, and the loop has live requests to carry. */
  static final int AT_ONCE = 8;

  private final int places;
  private final long longest;

  /** In the order in which they came. */
  private final SequencedSet<Visitor> visitors = new LinkedHashSet<>();

  /**
   * @param places at most so many at a time
   * @param longest nanoseconds in which they have to say it
   */
  WaitingRoom(int places, long longest) {
    this.places = places;
    this.longest = longest;
  }

  void enter(Visitor visitor) {
    while (visitors.size() >= places) {
      visitors.removeFirst().sendAway();
    }
    visitors.addLast(visitor);
  }

  /** He has said it, or has gone. */
  void leave(Visitor visitor) {
    visitors.remove(visitor);
  }

  /**
   * Sends away whose time is over, at most {@link #AT_ONCE}.
   *
   * @return there are more of them
   */
  boolean watch(long now) {
    for (int i = 0; i < AT_ONCE && isOver(now); i++) {
      visitors.removeFirst().sendAway();
    }
    return isOver(now);
  }

  private boolean isOver(long now) {
    return !visitors.isEmpty() && Deadlines.past(visitors.getFirst().since() + longest, now);
  }

  /** The loop stood still: nobody can be blamed for that time. */
  void forgive(long now) {
    visitors.forEach(visitor -> visitor.forgive(now));
  }

  void close() {
    while (!visitors.isEmpty()) {
      visitors.removeFirst().sendAway();
    }
  }

  int size() {
    return visitors.size();
  }
}

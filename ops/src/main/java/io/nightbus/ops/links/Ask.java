package io.nightbus.ops.links;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request and what became of it. Times are monotonic nanoseconds; belongs to the rig's loop.
 */
final class Ask {
  static final long NEVER = Long.MAX_VALUE;

  final int peer;
  final long asked;

  /** Who takes it when it is answered, where the course does not keep it. */
  final @Nullable Consumer<Ask> heard;

  /** When it arrived at a peer, and over which link; never where it has not. */
  long arrived = NEVER;

  int link = -1;

  /** It arrived again, as a repeat. */
  boolean repeated;

  long answered = NEVER;
  String code = "";

  /** Reversals of it that arrived at a peer. */
  int reversals;

  Ask(int peer, long asked, @Nullable Consumer<Ask> heard) {
    this.peer = peer;
    this.asked = asked;
    this.heard = heard;
  }

  boolean isApproved() {
    return code.equals("00");
  }

  /** Nobody said anything. */
  boolean isLost() {
    return answered == NEVER;
  }

  /** The originator heard that it was not done, but a peer may have done it. */
  boolean isHurt() {
    return !isApproved();
  }

  long nanosToAnswer() {
    return answered == NEVER ? NEVER : answered - asked;
  }
}

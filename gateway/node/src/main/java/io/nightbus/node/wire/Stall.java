package io.nightbus.node.wire;

/** Whether a peer for whom bytes wait has stopped taking them. */
final class Stall {
  private final long longest;
  private long taken;
  private long since;
  private boolean waits;
  private boolean noted;

  /**
   * @param longest nanoseconds
   */
  Stall(long longest) {
    this.longest = longest;
  }

  /** True once, when a quarter of the time is over. */
  boolean begins(long now) {
    boolean first = waits && !noted && Deadlines.past(since + longest / 4, now);
    noted |= first;
    return first;
  }

  boolean isOver(long pending, long takenNow, long now) {
    if (pending == 0) {
      waits = false;
    } else if (!waits || takenNow != taken) {
      waits = true;
      noted = false;
      taken = takenNow;
      since = now;
    }
    return waits && Deadlines.past(since + longest, now);
  }

  void forgive(long now) {
    since = now;
  }
}

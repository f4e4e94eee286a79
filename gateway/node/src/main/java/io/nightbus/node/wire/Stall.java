package io.nightbus.node.wire;

/** Whether a peer for whom bytes wait has stopped taking them. */
final class Stall {
  private final long longest;
  private long taken;
  private long since;
  private boolean waits;

  /**
   * @param longest nanoseconds
   */
  Stall(long longest) {
    this.longest = longest;
  }

  boolean isOver(long pending, long takenNow, long now) {
    if (pending == 0) {
      waits = false;
    } else if (!waits || takenNow != taken) {
      waits = true;
      taken = takenNow;
      since = now;
    }
    return waits && Deadlines.past(since + longest, now);
  }

  void forgive(long now) {
    since = now;
  }
}

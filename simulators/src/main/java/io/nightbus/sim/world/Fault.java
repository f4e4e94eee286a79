package io.nightbus.sim.world;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;

/**
 * Something that goes wrong.
 *
 * @param at since the beginning
 * @param lasts how long; nothing of it is left afterwards
 * @param where picks whom it befalls
 * @param size how bad it is, in the kind's own unit
 */
record Fault(Kind kind, Duration at, Duration lasts, int where, int size) {

  /** What can go wrong. */
  enum Kind {
    RESET_LINK,
    CUT_LINK,
    CUT_SITE,
    CUT_ENDPOINT,
    CUT_ORIGINATOR,
    STALL_OUT,
    STALL_IN,
    BLACK_HOLE_LINK,
    BLACK_HOLE_SITE,
    SLOW_LINK,
    GARBAGE,
    HOST_SILENT,
    HOST_LOSES_ANSWERS,
    HOST_SICK,
    POSTS_AND_SAYS_96,
    SLOW_HOST,
    LOITERING,
    ANSWERS_TWICE,
    MISPAIRED_ANSWERS,
    RANGE_OUT,
    MALFORMED,
    SIGN_OFF,
    REFUSED_SIGN_ON,
    MUTE_MANAGEMENT,
    CRASH,
    CRASH_AT_WRITE,
    CRASH_IN_COMMIT,
    STOP,
    PAUSE,
    BOOK_SLOW,
    BOOK_HANGS,
    BOOK_FAILS,
    WALL_STEP,
    // From here on drawn beside those above: what a seed drew before they were there stays.
    CLOSES_LINK,
    CLOSES_AND_READS_ON,
    HALF_OPEN,
    SPLITS_FRAMES,
    NARROW_WINDOW,
    CLOCK_DRIFT,
    SLEEP,
    SITES_APART,
    BOOK_FULL,
    LINKS_DRAINED,
    LINKS_RELOADED,
    STANDIN_FORCED,
    CHARGES_PAUSED,
    HELD_RETRIED,
    PARKED_RETRIED,
    CHARGES_CANCELLED,
    ALL_ASKED_AGAIN,
    FILE_CLASHES;

    /** Those that were drawn from the first. */
    static final List<Kind> FIRST = List.copyOf(EnumSet.range(RESET_LINK, WALL_STEP));

    static final List<Kind> LATER = List.copyOf(EnumSet.complementOf(EnumSet.copyOf(FIRST)));
  }

  /** At the same time and place another kind. */
  Fault as(Kind other) {
    return new Fault(other, at, lasts, where, size);
  }

  @Override
  public String toString() {
    return "%9.3f s  %-18s for %.3f s, where %d, size %d"
        .formatted(at.toNanos() / 1e9, kind, lasts.toNanos() / 1e9, where, size);
  }
}

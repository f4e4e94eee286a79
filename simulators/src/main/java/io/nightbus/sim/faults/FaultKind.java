package io.nightbus.sim.faults;

import java.util.Locale;
import java.util.Optional;

/** What can be wrong with a simulator while it runs. */
public enum FaultKind {
  /**
   * The listener is closed and sessions end by RST; a dialling simulator hangs up and stays away.
   */
  REFUSE,
  /** TCP is taken, messages are swallowed both ways: none is processed. */
  BLACK_HOLE,
  /** Processed and booked, but no answer leaves. */
  ANSWER_LOST,
  /** Processed at once, answered late. */
  LATE,
  /** The issuer behind one card range is out: its requests are answered 91 and not processed. */
  RANGE_OUT;

  /** Reads black_hole, BLACK_HOLE or black-hole. */
  public static Optional<FaultKind> named(String text) {
    String name = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    for (FaultKind kind : values()) {
      if (kind.name().equals(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** As it is written in files, on the command line and over HTTP. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

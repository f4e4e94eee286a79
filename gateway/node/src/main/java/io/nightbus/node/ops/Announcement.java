package io.nightbus.node.ops;

import java.time.Instant;
import java.util.List;

/**
 * What was heard last of one site whose addresses are announced.
 *
 * @param source who announces them, for people
 * @param at of the last look-up
 * @param since it is as it is now
 * @param sense a name of a bounded set: how the answer looks; {@link #FAILED} without any
 * @param why there is no answer; empty where there is one
 * @param announced addresses of the last answer
 * @param missed addresses that have a link although the last answer left them out
 * @param leftOut addresses without a link, because there are too many
 */
public record Announcement(
    String endpoint,
    String site,
    String source,
    Instant at,
    Instant since,
    String sense,
    String why,
    int announced,
    List<String> missed,
    int leftOut) {
  public static final String FAILED = "FAILED";
  private static final String GOOD = "GOOD";
  private static final String FLAPPING = "FLAPPING";

  public Announcement {
    missed = List.copyOf(missed);
  }

  /** As it should be; a name that answers with some of its addresses each time is, too. */
  public boolean isPlausible() {
    return sense.equals(GOOD) || sense.equals(FLAPPING);
  }

  /** What was heard, in a sentence. */
  String words() {
    return switch (sense) {
      case FAILED -> "no answer: " + why;
      case "EMPTY" -> "the answer names no address";
      case "SHRUNK" -> "the answer names less than half of the addresses that it did";
      case FLAPPING -> "each answer names other addresses";
      case "TOO_MANY" -> Words.count(leftOut, "address") + " more than may have a link (`most`)";
      default -> Words.count(announced, "address") + " announced";
    };
  }
}

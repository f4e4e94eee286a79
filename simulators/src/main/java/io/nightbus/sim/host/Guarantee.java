package io.nightbus.sim.host;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a host promises about messages that come twice or out of order. */
public enum Guarantee {
  /**
   * A second message with the same identity, repeat digit or not and over whatever site, has no
   * second effect and gets the first answer.
   */
  DUPLICATES,
  /** A reversal that arrives before its original is honoured: the original is refused later. */
  TOMBSTONE;

  /** Reads "nothing", "duplicates", "tombstone" or "duplicates,tombstone". */
  public static Set<Guarantee> parse(String text) {
    var set = EnumSet.noneOf(Guarantee.class);
    if (text.strip().equalsIgnoreCase("nothing")) {
      return set;
    }
    for (String word : text.split(",", -1)) {
      switch (word.strip().toLowerCase(Locale.ROOT)) {
        case "duplicates" -> set.add(DUPLICATES);
        case "tombstone" -> set.add(TOMBSTONE);
        default ->
            throw new IllegalArgumentException(
                "\"" + word.strip() + "\" is no guarantee: use duplicates, tombstone or nothing");
      }
    }
    return set;
  }
}

package io.nightbus.core.standin;

import java.util.Set;

/**
 * One row of limits: of a scope, within a window, at most so many and so much.
 *
 * @param name tells the counters of rows with a selection apart; empty for those of the whole
 * @param per the scope
 * @param days how many days back the window reaches, today included; of a scope that is counted
 * @param kinds transactions that it is about
 * @param merchants merchant types that it is about, empty for all
 * @param entryModes entry modes that it is about
 * @param count approvals, {@link #ANY} for no bound
 * @param amount minor units, {@link #ANY} for no bound
 */
public record Limit(
    String name,
    Per per,
    int days,
    Set<Kind> kinds,
    Set<String> merchants,
    Set<EntryMode> entryModes,
    long count,
    long amount) {
  public static final long ANY = Long.MAX_VALUE;

  /** Counters of days that lie further back are not kept. */
  public static final int MOST_DAYS = 31;

  /** Whose counter it is. */
  public enum Per {
    /** One transaction: nothing is counted. */
    TRANSACTION,
    CARD,
    /** All cards of the rule set. */
    RANGE,
    /** All cards of all rule sets, from the approval until the host has acknowledged it. */
    EXPOSURE
  }

  public Limit {
    if (days < 1 || days > MOST_DAYS) {
      throw new IllegalArgumentException("a limit reaches over 1 to " + MOST_DAYS + " days");
    }
  }

  /** Over every card and kind, approved and not yet acknowledged by the host. */
  public static Limit exposure(long amount) {
    return new Limit(
        "",
        Per.EXPOSURE,
        1,
        Set.of(Kind.values()),
        Set.of(),
        Set.of(EntryMode.values()),
        ANY,
        amount);
  }

  boolean isAbout(Asked asked) {
    return kinds.contains(asked.kind())
        && (merchants.isEmpty() || merchants.contains(asked.merchantType()))
        && entryModes.contains(asked.entryMode());
  }

  /** The counter's scope, empty where nothing is counted. */
  String scope(Asked asked) {
    String end = name.isEmpty() ? "" : "/" + name;
    return switch (per) {
      case TRANSACTION -> "";
      case CARD -> Counters.card(asked.card()) + end;
      case RANGE -> "range/" + asked.rules().name() + end;
      case EXPOSURE -> Counters.EXPOSURE;
    };
  }

  /** For people: which row this is. */
  public String words() {
    String of = name.isEmpty() ? "" : " " + name;
    return switch (per) {
      case TRANSACTION -> "per transaction" + of;
      case EXPOSURE -> "exposure";
      case CARD, RANGE ->
          "per "
              + (per == Per.CARD ? "card" : "range")
              + of
              + " in "
              + days
              + (days == 1 ? " day" : " days");
    };
  }
}

package io.nightbus.sim.traffic;

import io.nightbus.sim.ledger.Stamp;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** DE 7, 11, 12, 13 and 37 for messages of one originator: never the same DE 7 and 11 twice. */
public final class Stamps {
  private static final DateTimeFormatter SENT =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int RUNS = 36 * 36 * 36 * 36;

  private final char reference;
  private String run = "";
  private long second = -1;
  private String sent = "";
  private int stan;
  private long references;

  public Stamps(char reference) {
    this.reference = reference;
  }

  /** DE 7 in UTC; it does not go backwards. */
  public String transmissionTime(Stamp now) {
    long at = now.wallMicros() / 1_000_000;
    if (at > second) {
      second = at;
      sent = SENT.format(now.wall());
    }
    return sent;
  }

  /** DE 12 and 13 of the moment of {@link #transmissionTime}. */
  public String localTime() {
    return sent.substring(4);
  }

  public String localDate() {
    return sent.substring(0, 4);
  }

  public String stan() {
    stan = stan == 999_999 ? 1 : stan + 1;
    return filled(Integer.toString(stan), 6);
  }

  /** DE 37: its own letter, the start of the run, a running number; capitals and digits. */
  public String reference(Stamp now) {
    if (run.isEmpty()) {
      run = filled(base36(now.wallMicros() / 1_000_000 % RUNS), 4);
    }
    return reference + run + filled(base36(references++), 7);
  }

  private static String base36(long number) {
    return Long.toString(number, 36).toUpperCase(Locale.ROOT);
  }

  private static String filled(String digits, int length) {
    return "0".repeat(length - digits.length()) + digits;
  }
}

package io.nightbus.sim.faults;

/**
 * One thing that is wrong, and where.
 *
 * @param link the one link it is on; empty for all of the site
 * @param site the one site it is on; empty for all
 * @param share of the messages it befalls, 0 to 1; a refusal knows no share
 * @param delayMillis of {@link FaultKind#LATE}
 * @param cards prefix of {@link FaultKind#RANGE_OUT}
 */
public record Fault(
    FaultKind kind, String link, String site, double share, long delayMillis, String cards) {
  private static final long LONGEST_MILLIS = 3_600_000;

  public Fault {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share: above 0 and at most 1");
    }
    if (kind == FaultKind.REFUSE && share != 1) {
      throw new IllegalArgumentException("share: a link refuses wholly or not at all");
    }
    if (kind == FaultKind.LATE
        ? delayMillis < 1 || delayMillis > LONGEST_MILLIS
        : delayMillis != 0) {
      throw new IllegalArgumentException(
          "delayMs: 1 to " + LONGEST_MILLIS + ", and only for \"late\"");
    }
    if (kind == FaultKind.RANGE_OUT ? !cards.matches("[0-9]{1,10}") : !cards.isEmpty()) {
      throw new IllegalArgumentException(
          "cards: the first 1 to 10 digits of the range, and only for \"range_out\"");
    }
  }

  public static Fault of(FaultKind kind) {
    return new Fault(kind, "", "", 1, 0, "");
  }

  public static Fault late(long millis) {
    return new Fault(FaultKind.LATE, "", "", 1, millis, "");
  }

  public static Fault rangeOut(String cards) {
    return new Fault(FaultKind.RANGE_OUT, "", "", 1, 0, cards);
  }

  public Fault onLink(String name) {
    return new Fault(kind, name, site, share, delayMillis, cards);
  }

  public Fault onSite(String name) {
    return new Fault(kind, link, name, share, delayMillis, cards);
  }

  public Fault withShare(double part) {
    return new Fault(kind, link, site, part, delayMillis, cards);
  }

  boolean concerns(String ofLink, String ofSite) {
    return (link.isEmpty() || link.equals(ofLink)) && (site.isEmpty() || site.equals(ofSite));
  }
}

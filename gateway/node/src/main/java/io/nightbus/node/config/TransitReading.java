package io.nightbus.node.config;

import io.nightbus.core.transit.RetryRules;
import io.nightbus.core.transit.TransitRules;
import java.time.Duration;
import java.util.Optional;

/** The section {@code transit}: how charges are replayed. */
final class TransitReading {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private TransitReading() {}

  /** Empty where it does not say where charges go. */
  static Optional<TransitRules> rules(Section section) {
    TransitRules usual = TransitRules.to("");
    Optional<String> to = section.need("to", Kinds.NAME_OF_THING);
    int attempts = section.read("attempts", Kinds.number(1, 35), usual.attempts());
    int reserve = section.read("reserve", Kinds.number(0, 90), usual.reserve());
    Duration stale =
        section.read(
            "stale-after", Kinds.duration(Duration.ZERO, Duration.ofDays(14)), usual.staleAfter());
    Section outage = section.section("range-outage");
    int suspect = outage.read("suspect", Kinds.number(1, 1_000), usual.suspect());
    int confirm = outage.read("confirm", Kinds.number(1, 100), usual.confirm());
    Duration probe = outage.read("probe", Kinds.duration(SECOND, HOUR), usual.probe());
    Duration cap = outage.read("probe-cap", Kinds.duration(SECOND, HOUR), usual.probeCap());
    if (cap.compareTo(probe) < 0) {
      outage.error(
          "probe-cap",
          Kinds.show(cap) + " is below probe (" + Kinds.show(probe) + ")",
          "at least as long as probe");
    }
    outage.end();
    Section fuse = section.section("fuse");
    int minimum = fuse.read("minimum", Kinds.number(1, 1_000_000), usual.fuseMinimum());
    int share = fuse.read("share", Kinds.number(1, 100), usual.fuseShare());
    fuse.end();
    RetryRules retries = RetryReading.rules(section, attempts);
    section.end();
    return to.map(name ->
        new TransitRules(
            name, attempts, suspect, confirm, probe, cap, reserve, stale, minimum, share, retries));
  }
}

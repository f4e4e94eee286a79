package io.nightbus.node.config;

import io.nightbus.core.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One entry of {@code routes}. */
final class RouteReading {
  private final Section section;
  private final Optional<String> from;
  private final Optional<String> to;
  private final List<String> cards;
  private final Duration budget;
  private final boolean standIn;
  private final boolean journal;

  RouteReading(Section section) {
    this.section = section;
    from = section.need("from", Kinds.NAME_OF_THING);
    to = section.need("to", Kinds.NAME_OF_THING);
    cards = section.list("cards", Kinds.CARD_PREFIX, List.of());
    budget =
        section.read(
            "budget",
            Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(2)),
            Duration.ofSeconds(5));
    standIn = section.read("stand-in", Kinds.FLAG, false);
    journal = section.read("journal", Kinds.FLAG, true);
    section.end();
  }

  Section section() {
    return section;
  }

  Optional<String> from() {
    return from;
  }

  Optional<String> to() {
    return to;
  }

  List<String> cards() {
    return cards;
  }

  Duration budget() {
    return budget;
  }

  boolean standIn() {
    return standIn;
  }

  /** Empty where its ends are not known. */
  Optional<Settings.Route> route() {
    return from.flatMap(
        a -> to.map(b -> new Settings.Route(a, cards, b, budget, standIn, journal)));
  }
}

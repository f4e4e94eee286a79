package io.nightbus.node.config;

import io.nightbus.core.standin.StandInRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The section {@code stand-in}: amounts in minor units of its currency. */
final class StandInReading {
  /** Merchant types of the schemes' transit rules (domain §7.1). */
  private static final List<String> TRANSIT = List.of("4111", "4112", "4131", "4784");

  /** Cash, quasi-cash and gambling: never in an issuer's absence (domain §6.4). */
  private static final List<String> REFUSED =
      List.of("4829", "6010", "6011", "6050", "6051", "7995");

  private static final long MOST = 999_999_999_999L;

  private final Section section;
  private final boolean present;
  private final Path folder;
  private Optional<Path> hotCards = Optional.empty();

  StandInReading(Section section, boolean present, Path folder) {
    this.section = section;
    this.present = present;
    this.folder = folder;
  }

  boolean present() {
    return present;
  }

  Section section() {
    return section;
  }

  Optional<Path> hotCards() {
    return hotCards;
  }

  Optional<StandInRules> rules() {
    if (!present) {
      return Optional.empty();
    }
    String currency = section.need("currency", Kinds.CURRENCY).orElse("");
    List<String> cards = section.list("cards", Kinds.CARD_PREFIX, List.of());
    if (cards.isEmpty()) {
      section.error("cards", "no card range is ours to decide for", "e.g. [\"400000\"]");
    }
    Section limits = section.section("limits");
    long once = limit(limits, "per-transaction");
    long transit = limits.find("per-transit-transaction", amount()).orElse(once);
    int count = limits.need("per-card-count", Kinds.number(1, 10_000)).orElse(1);
    long card = limit(limits, "per-card-amount");
    long exposure = limit(limits, "exposure");
    limits.end();
    if (!limits.findings().hasErrors()) {
      ascending(limits, once, transit, card, exposure);
    }
    hotCards = section.find("hot-cards-file", Kinds.PATH).map(folder::resolve).map(Path::normalize);
    hotCards.ifPresent(this::tryHotCards);
    Set<String> transitTypes = types("transit-merchants", TRANSIT);
    Set<String> refused = types("refused-merchants", REFUSED);
    section.end();
    return Optional.of(
        new StandInRules(
            currency,
            cards,
            once,
            transit,
            count,
            card,
            exposure,
            Set.of(),
            transitTypes,
            refused));
  }

  private static Kind<Long> amount() {
    return Kinds.amount("amount in minor units", 0, MOST);
  }

  private static long limit(Section limits, String key) {
    return limits.need(key, amount()).orElse(0L);
  }

  private Set<String> types(String key, List<String> usual) {
    return new LinkedHashSet<>(section.list(key, Kinds.MERCHANT_TYPE, usual));
  }

  private static void ascending(Section limits, long once, long transit, long card, long all) {
    if (Math.max(once, transit) > card) {
      limits.error(
          "per-card-amount",
          card + " is below what one transaction may take (" + Math.max(once, transit) + ")",
          "the card's day is at least one transaction");
    }
    if (card > all) {
      limits.error(
          "exposure",
          all + " is below what one card may take in a day (" + card + ")",
          "exposure is over all cards together");
    }
  }

  private void tryHotCards(Path file) {
    try {
      HotCards.tokens(file, pan -> "");
    } catch (IOException e) {
      String why = Files.isReadable(file) ? e.getMessage() : "cannot be read: " + file;
      section.error("hot-cards-file", String.valueOf(why), "one card number per line, # comments");
    }
  }
}

package io.nightbus.node.config;

import io.nightbus.core.standin.EntryMode;
import io.nightbus.core.standin.Kind;
import io.nightbus.core.standin.Limit;
import io.nightbus.core.standin.Mode;
import io.nightbus.core.standin.RuleSet;
import io.nightbus.core.standin.StandInRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The section {@code stand-in}: a rule set for each card range, and what bounds all of them. */
final class StandInReading {
  private static final long MOST = 999_999_999_999L;

  /** What is approved where the file does not say (domain §6.4). */
  private static final List<Kind> USUAL_KINDS =
      List.of(Kind.PURCHASE, Kind.TRANSIT, Kind.ACCOUNT_CHECK, Kind.REFUND);

  private static final List<EntryMode> USUAL_ENTRY_MODES =
      List.of(EntryMode.CHIP, EntryMode.CONTACTLESS);

  private static final io.nightbus.node.config.Kind<Mode> MODE = Kinds.choice(names(Mode.values()));
  static final io.nightbus.node.config.Kind<Kind> KIND = Kinds.choice(names(Kind.values()));
  static final io.nightbus.node.config.Kind<EntryMode> ENTRY_MODE =
      Kinds.choice(names(EntryMode.values()));

  private final Section section;
  private final boolean present;
  private final Path folder;
  private Optional<Path> hotCards = Optional.empty();

  StandInReading(Section section, boolean present, Path folder) {
    this.section = section;
    this.present = present;
    this.folder = folder;
  }

  static <E extends Enum<E>> Map<String, E> names(E[] values) {
    Map<String, E> names = new LinkedHashMap<>();
    for (E value : values) {
      names.put(ConfigReading.lower(value), value);
    }
    return names;
  }

  static io.nightbus.node.config.Kind<Long> amount() {
    return Kinds.amount("amount in minor units", 0, MOST);
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
    long exposure = section.need("exposure", amount()).orElse(0L);
    hotCards = section.find("hot-cards-file", Kinds.PATH).map(folder::resolve).map(Path::normalize);
    hotCards.ifPresent(this::tryHotCards);
    var sets = new ArrayList<RuleSet>();
    var taken = new HashMap<String, String>();
    section
        .section("ranges")
        .named("range")
        .forEach((name, range) -> {
          RuleSet set = ruleSet(name, range);
          sets.add(set);
          once(range, set, taken);
          holds(range, set, exposure);
        });
    section.end();
    return Optional.of(new StandInRules(sets, Limit.exposure(exposure), Map.of()));
  }

  private static RuleSet ruleSet(String name, Section range) {
    List<String> cards = range.list("cards", Kinds.CARD_PREFIX, List.of());
    if (cards.isEmpty()) {
      range.error("cards", "the rule set has no card range", "e.g. [\"400000\"]");
    }
    Mode mode = range.read("mode", MODE, Mode.APPROVE);
    String currency = range.need("currency", Kinds.CURRENCY).orElse("");
    Set<Kind> kinds = enumSet(Kind.class, range.list("approve", KIND, USUAL_KINDS));
    Set<EntryMode> entryModes =
        enumSet(EntryMode.class, range.list("entry-modes", ENTRY_MODE, USUAL_ENTRY_MODES));
    List<Limit> limits = LimitReading.limits(range);
    range.end();
    return new RuleSet(name, cards, mode, currency, kinds, entryModes, limits);
  }

  static <E extends Enum<E>> Set<E> enumSet(Class<E> type, List<E> values) {
    Set<E> set = EnumSet.noneOf(type);
    set.addAll(values);
    return set;
  }

  private static void once(Section range, RuleSet set, Map<String, String> taken) {
    for (String prefix : set.cards()) {
      String other = taken.putIfAbsent(prefix, set.name());
      if (other != null) {
        range.error(
            "cards",
            "the same range is in rule set \"" + other + "\"",
            "one rule set for a range; of two that fit, the longer prefix counts");
      }
    }
  }

  /** An approval without a bound is a mistake, not a wish. */
  private static void holds(Section range, RuleSet set, long exposure) {
    if (set.mode() != Mode.APPROVE || range.findings().hasErrors()) {
      return;
    }
    for (Kind kind : set.kinds()) {
      if (kind != Kind.ACCOUNT_CHECK && bound(set, Limit.Per.TRANSACTION, kind) == Limit.ANY) {
        range.error(
            "limits",
            "nothing bounds one " + ConfigReading.lower(kind),
            "- {per: transaction, amount: 10000}");
        return;
      }
      long card = bound(set, Limit.Per.CARD, kind);
      if (kind != Kind.ACCOUNT_CHECK && kind != Kind.REFUND) {
        ascending(range, kind, bound(set, Limit.Per.TRANSACTION, kind), card, exposure);
      }
    }
  }

  private static long bound(RuleSet set, Limit.Per per, Kind kind) {
    return set.limits().stream()
        .filter(limit -> limit.per() == per && limit.kinds().contains(kind))
        .filter(limit -> limit.merchants().isEmpty())
        .filter(limit -> limit.entryModes().containsAll(set.entryModes()))
        .mapToLong(Limit::amount)
        .min()
        .orElse(Limit.ANY);
  }

  private static void ascending(Section range, Kind kind, long once, long card, long all) {
    if (card == Limit.ANY) {
      range.error(
          "limits",
          "nothing bounds what one card may spend by " + ConfigReading.lower(kind),
          "- {per: card, days: 1, count: 10, amount: 30000}");
    } else if (once > card) {
      range.error(
          "limits",
          "a card's " + card + " is below what one transaction may take (" + once + ")",
          "the card's days are at least one transaction");
    } else if (card > all) {
      range.error(
          "limits",
          "one card may take " + card + ", more than the exposure over all cards (" + all + ")",
          "exposure is over all cards together");
    }
  }

  private void tryHotCards(Path file) {
    try {
      HotCards.read(file, pan -> "");
    } catch (IOException e) {
      String why = Files.isReadable(file) ? e.getMessage() : "cannot be read: " + file;
      section.error(
          "hot-cards-file", String.valueOf(why), "one card number and status per line, # comments");
    }
  }
}

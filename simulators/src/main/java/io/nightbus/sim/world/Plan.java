package io.nightbus.sim.world;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.EntryMode;
import io.nightbus.core.standin.Kind;
import io.nightbus.core.standin.Limit;
import io.nightbus.core.standin.Mode;
import io.nightbus.core.standin.RuleSet;
import io.nightbus.core.standin.StandInRules;
import io.nightbus.core.transit.TransitRules;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a world is made of; a story or a seed sets it before the world begins. The fields are the
 * usual small processor: two sites of two links to the network, two links to the issuer's host, two
 * from an acquirer.
 */
final class Plan {
  static final String NETWORK = "network";
  static final String ISSUER = "issuer";
  static final String ACQUIRER = "acquirer";

  /** A site that is announced, and not there. */
  static final String NOWHERE = "Z";

  /** Range of our issuer's cards. */
  static final String OURS = "400000";

  /** Ranges of cards of other issuers, behind the network. */
  static final String THEIRS = "455555";

  static final String ALSO_THEIRS = "466666";

  long seed = 1;
  List<String> networkSites = List.of("A", "B");
  int linksPerSite = 2;
  int issuerLinks = 2;

  /** Links of the network, and of the issuer, that are configured and can never be reached. */
  int unreachable;

  int acquirerLinks = 2;
  Guarantees network = NOTHING;
  Guarantees issuer = NOTHING;
  Duration answer = Duration.ofSeconds(5);
  Duration budget = Duration.ofSeconds(8);
  Duration patience = Duration.ofSeconds(12);
  Duration repeatsAfter = Duration.ZERO;
  Duration echo = Duration.ofSeconds(10);
  int linkWindow = 64;
  int deliveryWindow = 32;
  int deliveryRate = 1_000;
  long perTransaction = 5_000;
  int perCardCount = 3;
  long perCardAmount = 10_000;
  long perWeekAmount = 30_000;
  long exposure = 1_000_000;
  Mode mode = Mode.APPROVE;
  final Set<String> hot = new HashSet<>();
  boolean journal = true;

  /** Two of three purchases at home are of the other issuer's cards, instead of one. */
  boolean mostlyAlsoTheirs;

  /** A peer that removes duplicates answers a flagged repeat with 94, not with its first answer. */
  boolean says94;

  /** The mistake that is put into the gateway, where one is. */
  Optional<Planting> planted = Optional.empty();

  long delayNanos = 1_000_000;
  long jitterNanos = 1_000_000;
  long commitNanos = 300_000;
  TransitRules transit = TransitRules.to(NETWORK);

  /** Of every file of charges. */
  Instant deadline = Instant.parse("2026-11-24T05:00:00Z");

  static final Guarantees NOTHING = Guarantees.NOTHING;
  static final Guarantees DUPLICATES = new Guarantees(Duration.ofHours(24), Duration.ZERO);
  static final Guarantees TOMBSTONES = new Guarantees(Duration.ZERO, Duration.ofHours(24));

  /** How the network's answers say that it decided in an issuer's place. */
  static final String BY_STAND_IN = "STAND-IN";

  private static final Dialect DIALECT =
      Dialect.read(
          "iso87-ascii",
          """
          extends: iso87-ascii
          stand-in-answers:
            - {element: 44, values: ["%s"]}
          """
              .formatted(BY_STAND_IN));

  /** Every peer's way of speaking. */
  Dialect dialect = DIALECT;

  Settings settings() {
    return new Settings(
        "sim",
        List.of(
            endpoint(NETWORK, dialect, networkLinks(), network, "00000000777"),
            endpoint(ISSUER, dialect, issuerLinks(), issuer, ""),
            endpoint(
                ACQUIRER,
                dialect,
                links(ACQUIRER, "Q", acquirerLinks, false, SignOn.PEER),
                NOTHING,
                "")),
        List.of(
            new Settings.Route(NETWORK, List.of(OURS), ISSUER, budget, true, journal),
            new Settings.Route(ACQUIRER, List.of(), NETWORK, budget, false, journal)),
        Optional.of(standIn()),
        Optional.of(transit));
  }

  private Settings.Endpoint endpoint(
      String name,
      Dialect dialect,
      List<LinkSettings> links,
      Guarantees guarantees,
      String institution) {
    return new Settings.Endpoint(
        name,
        dialect,
        links,
        BreakerSettings.USUAL,
        answer,
        linkWindow,
        guarantees,
        new DeliverySettings(
            deliveryWindow,
            deliveryRate,
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            15),
        institution);
  }

  private List<LinkSettings> networkLinks() {
    var links = new ArrayList<LinkSettings>();
    for (String site : networkSites) {
      links.addAll(links(NETWORK, site, linksPerSite, true, SignOn.WE));
    }
    links.addAll(links(NETWORK, NOWHERE, unreachable, true, SignOn.WE));
    return links;
  }

  private List<LinkSettings> issuerLinks() {
    List<LinkSettings> links = links(ISSUER, "H", issuerLinks, true, SignOn.WE);
    links.addAll(links(ISSUER, NOWHERE, unreachable, true, SignOn.WE));
    return links;
  }

  private List<LinkSettings> links(
      String endpoint, String site, int count, boolean dials, SignOn signOn) {
    var links = new ArrayList<LinkSettings>();
    for (int i = 1; i <= count; i++) {
      links.add(
          new LinkSettings(
              new LinkId(endpoint, site, Integer.toString(i)),
              dials,
              signOn,
              Duration.ofSeconds(1),
              Duration.ofSeconds(2),
              echo,
              Duration.ofMillis(100),
              Duration.ofSeconds(5)));
    }
    return links;
  }

  private StandInRules standIn() {
    var set =
        new RuleSet(
            "ours",
            List.of(OURS),
            mode,
            "978",
            Set.of(Kind.PURCHASE, Kind.TRANSIT, Kind.ACCOUNT_CHECK, Kind.REFUND),
            Set.of(EntryMode.CHIP, EntryMode.CONTACTLESS),
            List.of(
                limit(Limit.Per.TRANSACTION, 1, Limit.ANY, perTransaction, Kind.TRANSIT, false),
                limit(Limit.Per.TRANSACTION, 1, Limit.ANY, 2 * perTransaction, Kind.TRANSIT, true),
                limit(Limit.Per.CARD, 1, perCardCount, perCardAmount, Kind.UNKNOWN, false),
                limit(Limit.Per.CARD, 7, 3L * perCardCount, perWeekAmount, Kind.UNKNOWN, false)));
    var hotCards = new TreeMap<String, CardStatus>();
    hot.forEach(card -> hotCards.put(card, CardStatus.STOLEN));
    return new StandInRules(List.of(set), Limit.exposure(exposure), hotCards);
  }

  /** About this kind only, or about every other one. */
  private static Limit limit(
      Limit.Per per, int days, long count, long amount, Kind kind, boolean only) {
    Set<Kind> kinds = only ? EnumSet.of(kind) : EnumSet.complementOf(EnumSet.of(kind));
    return new Limit("", per, days, kinds, Set.of(), Set.of(EntryMode.values()), count, amount);
  }
}

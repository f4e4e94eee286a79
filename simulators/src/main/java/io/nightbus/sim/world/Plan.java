package io.nightbus.sim.world;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.standin.StandInRules;
import io.nightbus.core.transit.TransitRules;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a world is made of; a story or a seed sets it before the world begins. The fields are the
 * usual small processor: two sites of two links to the network, two links to the issuer's host, two
 * from an acquirer.
 */
final class Plan {
  static final String NETWORK = "network";
  static final String ISSUER = "issuer";
  static final String ACQUIRER = "acquirer";

  /** Range of our issuer's cards. */
  static final String OURS = "400000";

  /** Ranges of cards of other issuers, behind the network. */
  static final String THEIRS = "455555";

  static final String ALSO_THEIRS = "466666";

  long seed = 1;
  List<String> networkSites = List.of("A", "B");
  int linksPerSite = 2;
  int issuerLinks = 2;
  int acquirerLinks = 2;
  Guarantees network = NOTHING;
  Guarantees issuer = NOTHING;
  Duration answer = Duration.ofSeconds(5);
  Duration budget = Duration.ofSeconds(8);
  Duration echo = Duration.ofSeconds(10);
  int linkWindow = 64;
  int deliveryWindow = 32;
  long perTransaction = 5_000;
  int perCardCount = 3;
  long perCardAmount = 10_000;
  long exposure = 1_000_000;
  final Set<String> hot = new HashSet<>();
  boolean journal = true;
  TransitRules transit = TransitRules.to(NETWORK);

  static final Guarantees NOTHING = Guarantees.NOTHING;
  static final Guarantees DUPLICATES = new Guarantees(Duration.ofHours(24), Duration.ZERO);
  static final Guarantees TOMBSTONES = new Guarantees(Duration.ZERO, Duration.ofHours(24));

  Settings settings() {
    Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
    return new Settings(
        "sim",
        List.of(
            endpoint(NETWORK, dialect, networkLinks(), network, "00000000777"),
            endpoint(ISSUER, dialect, links(ISSUER, "H", issuerLinks, true, SignOn.WE), issuer, ""),
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
            1_000,
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
    return new StandInRules(
        "978",
        List.of(OURS),
        perTransaction,
        2 * perTransaction,
        perCardCount,
        perCardAmount,
        exposure,
        Set.copyOf(hot),
        Set.of("4111", "4131"),
        Set.of("6011"));
  }
}

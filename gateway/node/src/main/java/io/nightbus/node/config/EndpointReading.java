package io.nightbus.node.config;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.route.Sites;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.dialect.Dialect;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** One entry of {@code endpoints}. */
final class EndpointReading {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Kind<String> INSTITUTION =
      Kinds.matching(Pattern.compile("\\d{1,11}"), "institution code", "1 to 11 digits (DE 33)");

  private final String name;
  private final Section section;
  private final Optional<Dialect> dialect;
  private final Duration request;
  private final int window;
  private final String institution;
  private final BreakerSettings breaker;
  private final Guarantees guarantees;
  private final DeliverySettings delivery;
  private final LinksReading links;
  private final Optional<GatewayConfig.Guard> guard;
  private final Sites sites;

  EndpointReading(String name, Section section, Path folder) {
    this.name = name;
    this.section = section;
    dialect = dialect(folder);
    request = section.read("request", Kinds.duration(Duration.ofMillis(10), MINUTE), seconds(2));
    window = section.read("window", Kinds.number(1, 100_000), 256);
    institution = section.find("institution", INSTITUTION).orElse("");
    security(section.section("security"));
    breaker = breaker(section.section("breaker"));
    guarantees = guarantees(section.section("guarantees"));
    delivery = delivery(section.section("delivery"));
    links = new LinksReading(name, section, folder);
    guard = new GuardReading(section, links.dials(), links.allow(), folder).guard();
    sites = sites();
    section.end();
  }

  String name() {
    return name;
  }

  Section section() {
    return section;
  }

  Duration request() {
    return request;
  }

  LinksReading links() {
    return links;
  }

  /** Empty where it is not secured. */
  Optional<GatewayConfig.Guard> guard() {
    return guard;
  }

  List<GatewayConfig.Discovery> discoveries() {
    return links.discoveries();
  }

  Map<LinkId, InetSocketAddress> addresses() {
    return links.addresses();
  }

  /** Empty where its dialect is not known. */
  Optional<Settings.Endpoint> endpoint() {
    return dialect.map(spoken ->
        new Settings.Endpoint(
            name,
            spoken,
            links.links(),
            breaker,
            request,
            window,
            guarantees,
            delivery,
            institution,
            sites));
  }

  /** How its sites share the traffic; a site that it does not have is a slip of the pen. */
  private Sites sites() {
    List<String> known = links.sites();
    List<String> prefer = section.list("prefer", Kinds.NAME_OF_THING, List.of());
    for (String site : prefer) {
      if (!known.contains(site)) {
        section.error("prefer", "there is no site \"" + site + "\"", Spelling.hint(site, known));
      }
    }
    Section shares = section.section("weights");
    Map<String, Integer> weights =
        shares.namedValues("site", Kinds.number(0, Sites.MOST_WEIGHT), "100");
    for (String site : weights.keySet()) {
      if (!known.contains(site)) {
        shares.error(site, "there is no site \"" + site + "\"", Spelling.hint(site, known));
      }
    }
    shares.end();
    return new Sites(prefer, weights);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private Optional<Dialect> dialect(Path folder) {
    String words =
        "one of " + String.join(", ", Dialect.names()) + ", or the path of a dialect file";
    return section.need("dialect", new Kind<>(words, text -> spoken(folder, text), Dialect::name));
  }

  private static Dialect spoken(Path folder, String text) {
    if (text.endsWith(".yaml") || text.endsWith(".yml")) {
      try {
        return Dialect.load(folder.resolve(text));
      } catch (IllegalArgumentException e) {
        throw new Kind.Unfit(String.valueOf(e.getMessage()), "");
      }
    }
    return Dialect.named(text)
        .orElseThrow(() ->
            new Kind.Unfit(
                "there is no dialect \"" + text + "\"", Spelling.hint(text, Dialect.names())));
  }

  /** Keys for MAC and PIN are not kept here: what would need them is refused, not ignored. */
  private static void security(Section section) {
    Map<String, Boolean> mac = Map.of("none", false, "required", true);
    if (section.read("mac", Kinds.choice(new TreeMap<>(mac)), false)) {
      section.error(
          "mac",
          "message authentication is not done by this version",
          "none, or a security module in front of this peer");
    }
    Map<String, Boolean> pin = Map.of("pass-through", false, "translate", true);
    if (section.read("pin", Kinds.choice(new TreeMap<>(pin)), false)) {
      section.error(
          "pin",
          "PIN translation is not done by this version",
          "pass-through: PIN blocks go on untouched");
    }
    section.end();
  }

  private static BreakerSettings breaker(Section section) {
    BreakerSettings usual = BreakerSettings.USUAL;
    var breaker =
        new BreakerSettings(
            section.read("consecutive", Kinds.number(1, 1_000), usual.consecutive()),
            section.read("share", Kinds.number(1, 100), usual.share()),
            section.read("window", Kinds.duration(seconds(1), HOUR), usual.window()),
            section.read("minimum", Kinds.number(1, 100_000), usual.minimum()),
            section.read("open", Kinds.duration(Duration.ofMillis(50), HOUR), usual.open()));
    section.end();
    return breaker;
  }

  private static Guarantees guarantees(Section section) {
    Kind<Duration> window = Kinds.durationOrNone(Duration.ofDays(60));
    var guarantees =
        new Guarantees(
            section.read("duplicates", window, Duration.ZERO),
            section.read("tombstone", window, Duration.ZERO),
            section.read("arrival", Kinds.durationOrNone(HOUR), Duration.ZERO));
    section.end();
    return guarantees;
  }

  private DeliverySettings delivery(Section section) {
    DeliverySettings usual = DeliverySettings.USUAL;
    Duration backoff = section.read("backoff", Kinds.duration(MILLI, HOUR), usual.backoff());
    Duration cap = section.read("backoff-cap", Kinds.duration(MILLI, HOUR), usual.backoffCap());
    LinksReading.checkBackoff(section, backoff, cap);
    var delivery =
        new DeliverySettings(
            section.read("window", Kinds.number(1, 100_000), usual.window()),
            section.read("rate", Kinds.number(1, 1_000_000), usual.rate()),
            section.read("answer", Kinds.duration(Duration.ofMillis(10), HOUR), usual.answer()),
            backoff,
            cap,
            section.read("alert-after", Kinds.number(1, 1_000_000), usual.alertAfter()));
    promised(section, guarantees.duplicates(), delivery);
    section.end();
    return delivery;
  }

  /** A repeat that comes after the peer has forgotten the original has a second effect. */
  private static void promised(Section section, Duration duplicates, DeliverySettings delivery) {
    Duration slowest = delivery.answer().plus(delivery.backoffCap());
    if (duplicates.isPositive() && duplicates.compareTo(slowest) <= 0) {
      section.error(
          "backoff-cap",
          "a repeat may come "
              + Kinds.show(slowest)
              + " after the one before, but the peer removes duplicates for "
              + Kinds.show(duplicates)
              + " only",
          "answer + backoff-cap below guarantees.duplicates");
    }
  }
}

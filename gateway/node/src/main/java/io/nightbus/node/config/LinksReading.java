package io.nightbus.node.config;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LinkSettings.SignOn;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The links of one endpoint: {@code sites} that we dial, or {@code listen} where peers dial us. */
final class LinksReading {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Map<String, SignOn> SIGN_ONS = new LinkedHashMap<>();

  static {
    for (SignOn who : SignOn.values()) {
      SIGN_ONS.put(ConfigReading.lower(who), who);
    }
  }

  private final String endpoint;
  private final Section section;
  private final boolean dials;
  private final Map<LinkId, InetSocketAddress> addresses = new LinkedHashMap<>();
  private final List<LinkSettings> links = new ArrayList<>();
  private List<String> allow = List.of();
  private List<GatewayConfig.Discovery> discoveries = List.of();
  private final DiscoveryReading discovery;

  LinksReading(String endpoint, Section section, Path folder) {
    this.endpoint = endpoint;
    this.section = section;
    dials = !section.has("listen");
    if (!dials && section.has("sites")) {
      section.error("listen", "an endpoint has sites or listen, not both", "make two endpoints");
    }
    if (dials && !(section.has("discovery") && !section.has("sites"))) {
      dialled();
    } else if (!dials) {
      accepted(section.section("listen"));
    }
    discovery = new DiscoveryReading(section, dials, own(), folder);
    keep(section.section("link"));
  }

  /** Sites of its links, those with addresses that are announced last. */
  List<String> sites() {
    return Stream.concat(own().stream(), discovery.sites().stream()).toList();
  }

  private Set<String> own() {
    Set<String> sites = new LinkedHashSet<>();
    addresses.keySet().forEach(id -> sites.add(id.site()));
    return sites;
  }

  List<GatewayConfig.Discovery> discoveries() {
    return discoveries;
  }

  List<LinkSettings> links() {
    return links;
  }

  boolean dials() {
    return dials;
  }

  Map<LinkId, InetSocketAddress> addresses() {
    return addresses;
  }

  /** Networks from which a peer may connect; empty for all. */
  List<String> allow() {
    return allow;
  }

  private void dialled() {
    Map<InetSocketAddress, LinkId> seen = new LinkedHashMap<>();
    section
        .section("sites")
        .named("site")
        .forEach((site, links) -> {
          links
              .namedValues("link", Kinds.ADDRESS_TO_DIAL)
              .forEach((name, address) -> {
                var id = new LinkId(endpoint, site, name);
                addresses.put(id, address);
                LinkId other = seen.putIfAbsent(address, id);
                if (other != null) {
                  links.warning(
                      name,
                      "the same address as " + other.site() + "." + other.name(),
                      "no redundancy: both are lost together");
                }
              });
          links.end();
        });
  }

  private void accepted(Section listen) {
    String site = listen.read("site", Kinds.NAME_OF_THING, "here");
    int count = listen.read("links", Kinds.number(1, 256), 1);
    allow = listen.list("allow", Kinds.NETWORK, List.of());
    listen
        .need("address", Kinds.ADDRESS_TO_DIAL)
        .map(address -> ConfigReading.resolved(listen, "address", address))
        .ifPresent(address -> {
          for (int i = 1; i <= count; i++) {
            addresses.put(new LinkId(endpoint, site, Integer.toString(i)), address);
          }
        });
    listen.end();
  }

  private void keep(Section link) {
    SignOn usual = dials ? SignOn.WE : SignOn.PEER;
    SignOn signOn = link.read("sign-on", Kinds.choice(SIGN_ONS), usual);
    Duration connect = read(link, "connect", Duration.ofSeconds(3));
    Duration answer = read(link, "answer", Duration.ofSeconds(5));
    Duration echo = read(link, "echo", Duration.ofSeconds(30));
    Duration backoff = read(link, "backoff", Duration.ofMillis(200));
    Duration cap = read(link, "backoff-cap", Duration.ofSeconds(5));
    if (answer.compareTo(echo) >= 0) {
      link.warning(
          "echo",
          "an echo is due after "
              + Kinds.show(echo)
              + " of silence, before the answer to the last one is given up ("
              + Kinds.show(answer)
              + ")",
          "echo above answer");
    }
    if (!checkBackoff(link, backoff, cap)) {
      cap = backoff;
    }
    Duration most = cap;
    Function<LinkId, LinkSettings> kept =
        id -> new LinkSettings(id, dials, signOn, connect, answer, echo, backoff, most);
    addresses.keySet().forEach(id -> links.add(kept.apply(id)));
    discoveries = discovery.discoveries(kept, endpoint);
    link.end();
  }

  private static Duration read(Section link, String key, Duration usual) {
    return link.read(key, Kinds.duration(MILLI, HOUR), usual);
  }

  static boolean checkBackoff(Section section, Duration backoff, Duration cap) {
    boolean fits = backoff.compareTo(cap) <= 0;
    if (!fits) {
      section.error(
          section.has("backoff") ? "backoff" : "backoff-cap",
          "back-off " + Kinds.show(backoff) + " is above its cap " + Kinds.show(cap),
          "backoff at most backoff-cap");
    }
    return fits;
  }
}

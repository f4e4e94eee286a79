package io.nightbus.node.config;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.standin.StandInRules;
import io.nightbus.core.transit.TransitRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The file from top to bottom, into records. */
final class ConfigReading {
  private static final InetSocketAddress USUAL_ADMIN =
      InetSocketAddress.createUnresolved("127.0.0.1", 8470);

  private static final Map<String, GatewayConfig.Log.Format> FORMATS = new LinkedHashMap<>();
  private static final Map<String, GatewayConfig.Log.Level> LEVELS = new LinkedHashMap<>();

  static {
    for (var format : GatewayConfig.Log.Format.values()) {
      FORMATS.put(lower(format), format);
    }
    for (var level : GatewayConfig.Log.Level.values()) {
      LEVELS.put(lower(level), level);
    }
  }

  private final Section top;
  private final Path folder;

  ConfigReading(Section top, Path folder) {
    this.top = top;
    this.folder = folder;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Optional<GatewayConfig> config() {
    String node = top.read("node", Kinds.NAME_OF_THING, "nightbus");
    GatewayConfig.Store store = store(top.section("store"));
    GatewayConfig.Admin admin = admin(top.section("admin"));
    GatewayConfig.Log log = log(top.section("log"));
    List<EndpointReading> endpoints = endpoints(top.section("endpoints"));
    var standIn = new StandInReading(top.section("stand-in"), top.has("stand-in"), folder);
    Optional<StandInRules> rules = standIn.rules();
    List<RouteReading> routes = routes();
    Optional<Section> transit =
        top.has("transit") ? Optional.of(top.section("transit")) : Optional.empty();
    Optional<TransitRules> replay = transit.flatMap(TransitReading::rules);
    Optional<String> transitTo = replay.map(TransitRules::to);
    top.end();
    new Relations(top, endpoints, routes, standIn, transit, transitTo, admin.listen()).check();
    if (top.findings().hasErrors()) {
      return Optional.empty();
    }
    var settings =
        new Settings(
            node,
            endpoints.stream().flatMap(e -> e.endpoint().stream()).toList(),
            routes.stream().flatMap(r -> r.route().stream()).toList(),
            rules,
            replay);
    Map<LinkId, InetSocketAddress> addresses = new LinkedHashMap<>();
    endpoints.forEach(endpoint -> addresses.putAll(endpoint.addresses()));
    Map<String, GatewayConfig.Guard> guards = new LinkedHashMap<>();
    endpoints.forEach(
        endpoint -> endpoint.guard().ifPresent(guard -> guards.put(endpoint.name(), guard)));
    List<GatewayConfig.Discovery> discoveries =
        endpoints.stream().flatMap(endpoint -> endpoint.discoveries().stream()).toList();
    return Optional.of(
        new GatewayConfig(
            settings, addresses, guards, discoveries, store, admin, log, standIn.hotCards()));
  }

  private List<EndpointReading> endpoints(Section section) {
    List<EndpointReading> endpoints = new ArrayList<>();
    section
        .named("endpoint")
        .forEach((name, inner) -> endpoints.add(new EndpointReading(name, inner, folder)));
    return endpoints;
  }

  private List<RouteReading> routes() {
    List<Section> sections = top.sections("routes");
    if (sections.isEmpty() && !top.has("transit")) {
      top.error("routes", "there is no route", "where requests of an endpoint go: from, to");
    }
    return sections.stream().map(RouteReading::new).toList();
  }

  private GatewayConfig.Store store(Section section) {
    var store =
        new GatewayConfig.Store(
            path(section, "file", "data/nightbus.db"),
            path(section, "key-file", "data/nightbus.key"));
    section.end();
    return store;
  }

  private GatewayConfig.Admin admin(Section section) {
    InetSocketAddress listen = section.read("listen", Kinds.ADDRESS_TO_DIAL, USUAL_ADMIN);
    InetSocketAddress here = resolved(section, "listen", listen);
    if (!here.isUnresolved() && !here.getAddress().isLoopbackAddress()) {
      section.error(
          "listen",
          "not a loopback address: batches carry card numbers, and this is plain HTTP",
          "127.0.0.1:8470, and a TLS proxy in front where others need it");
    }
    Optional<InetSocketAddress> watch =
        section.find("watch", Kinds.ADDRESS_TO_DIAL).map(at -> resolved(section, "watch", at));
    if (watch.filter(here::equals).isPresent()) {
      section.error("watch", "already taken by admin.listen", "a port of its own");
    }
    var admin =
        new GatewayConfig.Admin(here, watch, path(section, "token-file", "data/admin.token"));
    section.end();
    return admin;
  }

  /** An address of our own has to be known at start. */
  static InetSocketAddress resolved(Section section, String key, InetSocketAddress address) {
    try {
      return new InetSocketAddress(
          InetAddress.getByName(address.getHostString()), address.getPort());
    } catch (UnknownHostException e) {
      section.error(
          key,
          "no address is known for \"" + address.getHostString() + "\"",
          "127.0.0.1, or [::1]");
      return address;
    }
  }

  private GatewayConfig.Log log(Section section) {
    var log =
        new GatewayConfig.Log(
            section.read("format", Kinds.choice(FORMATS), GatewayConfig.Log.Format.AUTO),
            section.read("level", Kinds.choice(LEVELS), GatewayConfig.Log.Level.INFO));
    section.end();
    return log;
  }

  private Path path(Section section, String key, String usual) {
    return folder.resolve(section.read(key, Kinds.PATH, usual)).normalize();
  }
}

package io.nightbus.node.config;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.node.config.GatewayConfig.Discovery;
import io.nightbus.node.config.GatewayConfig.Source;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** {@code discovery} of one endpoint: sites whose addresses are announced by a name or a file. */
final class DiscoveryReading {
  private final Section section;
  private final Path folder;
  private final List<Found> found = new ArrayList<>();

  /** Without how its links are kept, which is said elsewhere. */
  private record Found(String site, Source source, Duration every, Duration timeout, int most) {}

  /**
   * @param dials the endpoint has links that we dial
   * @param taken sites that have links of their own
   */
  DiscoveryReading(Section endpoint, boolean dials, Set<String> taken, Path folder) {
    this.section = endpoint.section("discovery");
    this.folder = folder;
    if (!endpoint.has("discovery")) {
      // Read once all the same: so the reference knows its keys.
      read("", section.section("<site>"), false);
      return;
    }
    if (!dials) {
      endpoint.error(
          "discovery",
          "an endpoint that listens has nothing to find: its peer connects",
          "sites and discovery, or listen");
    }
    section
        .named("site")
        .forEach((site, inner) -> {
          if (taken.contains(site)) {
            section.error(site, "this site has links of its own", "a site of another name");
          }
          read(site, inner, true);
          inner.end();
        });
    section.end();
  }

  private void read(String site, Section inner, boolean there) {
    Optional<InetSocketAddress> dns = inner.find("dns", Kinds.ADDRESS_TO_DIAL);
    Optional<Path> file =
        inner.find("file", Kinds.PATH).map(text -> folder.resolve(text).normalize());
    Duration every = inner.read("every", time(100, 3_600_000), Duration.ofSeconds(10));
    Duration timeout = inner.read("timeout", time(100, 60_000), Duration.ofSeconds(3));
    int most = inner.read("most", Kinds.number(1, 32), 8);
    if (!there) {
      return;
    }
    if (inner.has("dns") == inner.has("file")) {
      inner.error(
          inner.has("dns") ? "file" : "dns",
          inner.has("dns") ? "a site has one source" : "missing",
          "dns: host:port, or file: path");
    }
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(_ ->
            inner.warning(
                "file", "cannot be read now", "it is looked for again every " + Kinds.show(every)));
    dns.map(address -> (Source) new Source.Name(address.getHostString(), address.getPort()))
        .or(() -> file.map(Source.Listing::new))
        .ifPresent(source -> found.add(new Found(site, source, every, timeout, most)));
  }

  private static Kind<Duration> time(long least, long most) {
    return Kinds.duration(Duration.ofMillis(least), Duration.ofMillis(most));
  }

  List<String> sites() {
    return found.stream().map(Found::site).toList();
  }

  /**
   * @param keep how a link of this endpoint is kept
   */
  List<Discovery> discoveries(Function<LinkId, LinkSettings> keep, String name) {
    return found.stream()
        .map(each ->
            new Discovery(
                each.source(),
                each.every(),
                each.timeout(),
                each.most(),
                keep.apply(new LinkId(name, each.site(), "1"))))
        .toList();
  }
}

package io.nightbus.node.cli;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.core.link.Announced;
import io.nightbus.core.link.Announced.Outcome;
import io.nightbus.core.link.Announced.Place;
import io.nightbus.core.link.Announced.Standing;
import io.nightbus.core.link.LinkId;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.config.GatewayConfig.Discovery;
import io.nightbus.node.discovery.AddressFile;
import io.nightbus.node.discovery.DnsName;
import io.nightbus.node.discovery.Inquiry;
import io.nightbus.node.discovery.Inquiry.Heard;
import io.nightbus.node.discovery.Resolver;
import io.nightbus.node.discovery.Source;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.ops.Announcement;
import io.nightbus.node.ops.Outline;
import io.nightbus.node.ops.Telemetry;
import io.nightbus.node.ops.log.EventNames;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One site whose addresses are announced: asks, lets the core's {@link Announced} decide, and gives
 * the roster what came of it. All on the inquiry's thread.
 */
final class Discovering implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Discovering.class);
  private static final long SECONDS = 2;

  private final Discovery site;
  private final Source source;
  private final Roster roster;
  private final Desk desk;
  private final Outline outline;
  private final Telemetry telemetry;
  private final Announced announced;
  private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
  private final Inquiry inquiry;

  Discovering(
      Discovery site,
      Resolver resolver,
      Roster roster,
      Desk desk,
      Outline outline,
      Telemetry telemetry) {
    this.site = site;
    this.source = source(site.source(), resolver);
    this.roster = roster;
    this.desk = desk;
    this.outline = outline;
    this.telemetry = telemetry;
    announced = new Announced(site.most());
    inquiry = new Inquiry(source, site.every(), site.timeout(), this::hear);
  }

  private static Source source(GatewayConfig.Source configured, Resolver resolver) {
    return switch (configured) {
      case GatewayConfig.Source.Name(var host, var port) -> new DnsName(resolver, host, port);
      case GatewayConfig.Source.Listing(var file) -> new AddressFile(file);
    };
  }

  void begin() {
    inquiry.begin();
  }

  private void hear(Heard heard) {
    switch (heard) {
      case Heard.Nothing(var why) -> tell(Announcement.FAILED, why, 0, 0);
      case Heard.Addresses(var found) -> {
        Optional<Status> status = status();
        if (status.isPresent()) {
          take(found, status.get());
        } else {
          // Nobody knows now what is verified: this answer is left, the next one comes soon.
          LOG.warn("{}/{}: the event loop did not answer", site.endpoint(), site.site());
        }
      }
    }
  }

  private void take(List<InetSocketAddress> found, Status status) {
    found.forEach(address -> addresses.put(text(address), address));
    List<String> texts = found.stream().map(Discovering::text).distinct().toList();
    List<String> before = announced.places().stream().map(Place::address).toList();
    Outcome outcome = announced.answered(texts, place -> standing(place, status));
    List<Place> places = announced.places();
    addresses.keySet().retainAll(places.stream().map(Place::address).collect(Collectors.toSet()));
    if (outcome.changed()) {
      change(before, places);
    }
    tell(outcome.sense().name(), "", texts.size(), outcome.leftOut());
  }

  private void change(List<String> before, List<Place> places) {
    Result result =
        roster.announced(site.endpoint(), site.site(), places.stream().map(this::entry).toList());
    var came = new TreeSet<>(places.stream().map(Place::address).toList());
    var went = new TreeSet<>(before);
    went.removeAll(came);
    before.forEach(came::remove);
    LOG.atWarn()
        .addKeyValue(EventNames.KEY, EventNames.DISCOVERY_CHANGED)
        .addKeyValue("endpoint", site.endpoint())
        .addKeyValue("site", site.site())
        .addKeyValue("added", String.join(", ", came))
        .addKeyValue("removed", String.join(", ", went))
        .log(
            result instanceof Result.Refused(var why)
                ? "announced addresses were not taken: " + why
                : "announced addresses have changed; new ones are candidates");
  }

  private Roster.Entry entry(Place place) {
    InetSocketAddress at = addresses.get(place.address());
    if (at == null) {
      throw new IllegalStateException("nobody announced " + place.address());
    }
    return new Roster.Entry(site.like().announced(id(place)), at);
  }

  private LinkId id(Place place) {
    return new LinkId(site.endpoint(), site.site(), Integer.toString(place.number()));
  }

  private Standing standing(Place place, Status status) {
    LinkId id = id(place);
    return status.links().stream()
        .filter(link -> new LinkId(link.endpoint(), link.site(), link.name()).equals(id))
        .findFirst()
        .map(link -> {
          if (link.health().isCandidate()) {
            return Standing.CANDIDATE;
          }
          boolean carries = link.state().equals("UP") || link.state().equals("SUSPECT");
          return carries ? Standing.CARRIES : Standing.VERIFIED;
        })
        .orElse(Standing.CANDIDATE);
  }

  private Optional<Status> status() {
    try {
      Result result = desk.ask(new Command.ShowStatus()).get(SECONDS, TimeUnit.SECONDS);
      return result instanceof Result.Showing(var status) ? Optional.of(status) : Optional.empty();
    } catch (TimeoutException | ExecutionException busy) {
      return Optional.empty();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void tell(String sense, String why, int count, int leftOut) {
    Instant now = Instant.now();
    Optional<Announcement> before = outline.announcement(site.endpoint(), site.site());
    boolean same = before.map(Announcement::sense).filter(sense::equals).isPresent();
    var news =
        new Announcement(
            site.endpoint(),
            site.site(),
            source.words(),
            now,
            same ? before.map(Announcement::since).orElse(now) : now,
            sense,
            why,
            count,
            announced.missed().stream().map(Place::address).toList(),
            leftOut);
    outline.hear(news);
    telemetry.announced(site.endpoint(), site.site(), sense);
    if (!same && !news.isPlausible()) {
      LOG.atWarn()
          .addKeyValue(EventNames.KEY, EventNames.DISCOVERY_DOUBTED)
          .addKeyValue("endpoint", site.endpoint())
          .addKeyValue("site", site.site())
          .addKeyValue("sense", sense.toLowerCase(Locale.ROOT))
          .log(why.isEmpty() ? "an announcement is not plausible; links stay" : why);
    }
  }

  private static String text(InetSocketAddress address) {
    return Outline.text(address);
  }

  @Override
  public void close() {
    inquiry.close();
  }
}

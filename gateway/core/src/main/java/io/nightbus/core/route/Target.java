package io.nightbus.core.route;

import io.nightbus.core.link.Link;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Choice.Why;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * One endpoint as a place to send to: its links by least outstanding, its breaker, and a breaker
 * for each card range that was seen failing. The levels don't open one another.
 */
public final class Target {
  private static final int RANGES = 1_000;

  private final List<Link> links;
  private final int linkWindow;
  private final Selection selection;
  private final BreakerSettings settings;
  private final LongSupplier nanos;
  private final Breaker endpoint;
  private final LinkedHashMap<String, Breaker> ranges = new LinkedHashMap<>();
  private final Clients clients;
  private int turn;

  public Target(
      String name, List<Link> links, int linkWindow, BreakerSettings settings, LongSupplier nanos) {
    this(name, links, linkWindow, settings, Sites.ALIKE, 1, nanos);
  }

  /**
   * Makes it.
   *
   * @param links its owner may add and take away
   * @param clients so many endpoints have a route to it
   */
  public Target(
      String name,
      List<Link> links,
      int linkWindow,
      BreakerSettings settings,
      Sites sites,
      int clients,
      LongSupplier nanos) {
    this.links = Collections.unmodifiableList(links);
    this.linkWindow = linkWindow;
    this.selection = new Selection(this.links, linkWindow, sites);
    this.settings = settings;
    this.nanos = nanos;
    this.endpoint = new Breaker(name, settings, nanos);
    this.clients = new Clients(clients);
  }

  /**
   * The best link now. Permits are taken range first, then endpoint, then link, and given back on
   * refusal.
   *
   * @param range BIN prefix, empty where there is no card
   * @param client whose request it is
   */
  public Choice choose(String range, String client) {
    Link link = best().orElse(null);
    if (link == null) {
      return new NoRoute(links.stream().anyMatch(Link::isUsable) ? Why.WINDOW_FULL : Why.NO_LINK);
    }
    return clients.mayHaveMore(client, windows())
        ? permit(link, range, client)
        : new NoRoute(Why.WINDOW_FULL);
  }

  /** The same for our own backlog, which has a window of its own. */
  public Choice choose(String range) {
    return choose(range, Clients.OURS);
  }

  private int windows() {
    return linkWindow * (int) links.stream().filter(Link::isUsable).count();
  }

  /** This link and no other, for what must not overtake something that went over it. */
  public Choice over(Link link, String range) {
    boolean open = link.outstanding() < linkWindow && link.takes(nanos.getAsLong());
    return open ? permit(link, range, Clients.OURS) : new NoRoute(Why.WINDOW_FULL);
  }

  private Choice permit(Link link, String range, String client) {
    Breaker issuer = ranges.get(range);
    if (issuer != null && !issuer.tryAcquire()) {
      return new NoRoute(Why.RANGE_OPEN);
    }
    long rangeGeneration = issuer == null ? -1 : issuer.generation();
    if (!endpoint.tryAcquire()) {
      if (issuer != null) {
        issuer.release(rangeGeneration);
      }
      return new NoRoute(Why.BREAKER_OPEN);
    }
    clients.took(client);
    return new Via(link, new Permit(range, client, endpoint.generation(), rangeGeneration));
  }

  private Optional<Link> best() {
    return selection.best(turn++ & Integer.MAX_VALUE, nanos.getAsLong());
  }

  /** Tells what came of a permitted attempt. */
  public void ended(Permit permit, Health health) {
    clients.gaveBack(permit.client());
    switch (health) {
      case WELL -> {
        endpoint.succeeded(permit.endpointGeneration());
        range(permit).ifPresent(breaker -> breaker.succeeded(permit.rangeGeneration()));
      }
      case RANGE_SICK -> {
        endpoint.succeeded(permit.endpointGeneration());
        failRange(permit);
      }
      case SICK -> {
        endpoint.failed(permit.endpointGeneration());
        range(permit).ifPresent(breaker -> breaker.release(permit.rangeGeneration()));
      }
      case NEUTRAL -> unasked(permit);
    }
  }

  /** The attempt was not made. */
  public void release(Permit permit) {
    clients.gaveBack(permit.client());
    unasked(permit);
  }

  private void unasked(Permit permit) {
    endpoint.release(permit.endpointGeneration());
    range(permit).ifPresent(breaker -> breaker.release(permit.rangeGeneration()));
  }

  private Optional<Breaker> range(Permit permit) {
    return Optional.ofNullable(ranges.get(permit.range()));
  }

  private void failRange(Permit permit) {
    if (permit.range().isEmpty()) {
      return;
    }
    Breaker breaker = ranges.get(permit.range());
    if (breaker == null) {
      breaker = begun(permit.range());
      breaker.tryAcquire();
      breaker.failed(breaker.generation());
      return;
    }
    if (permit.rangeGeneration() < 0) {
      breaker.failedUnasked();
    } else {
      breaker.failed(permit.rangeGeneration());
    }
  }

  private Breaker begun(String range) {
    if (ranges.size() >= RANGES) {
      ranges.values().stream()
          .filter(breaker -> !breaker.isHeld())
          .findFirst()
          .ifPresent(ranges.values()::remove);
    }
    var breaker = new Breaker(range, settings, nanos);
    ranges.put(range, breaker);
    return breaker;
  }

  /**
   * A person holds the breaker open.
   *
   * @param range empty for the endpoint's own
   */
  public void hold(String range) {
    Breaker breaker = range.isEmpty() ? endpoint : ranges.get(range);
    (breaker == null ? begun(range) : breaker).hold();
  }

  /** He holds it no more: it probes. */
  public void letGo(String range) {
    known(range).ifPresent(Breaker::letGo);
  }

  /** He closes it; what failed before is forgotten. */
  public void close(String range) {
    known(range).ifPresent(Breaker::close);
  }

  private Optional<Breaker> known(String range) {
    return Optional.ofNullable(range.isEmpty() ? endpoint : ranges.get(range));
  }

  /** Card ranges whose breaker is not closed, with its state. */
  public Map<String, String> openRanges() {
    var open = new TreeMap<String, String>();
    ranges.forEach((range, breaker) -> open.put(range, breaker.state()));
    open.values().removeIf("CLOSED"::equals);
    return open;
  }

  public boolean hasUsableLink() {
    return links.stream().anyMatch(Link::isUsable);
  }

  /** Another link carries traffic. */
  public boolean othersCarry(Link link) {
    return links.stream().anyMatch(other -> other != link && other.isUsable());
  }

  /** Another link is answered while this one is silent: then it is the link and not the host. */
  public boolean othersAnswerWhile(Link silent) {
    return links.stream().anyMatch(other -> other != silent && other.answersWhile(silent));
  }

  /** Links that still seem well, at a site that as a whole leaves too much unanswered. */
  public List<Link> atSickSites(long now) {
    return selection.atSickSites(now);
  }

  /** Each link knows whether there is any that carries traffic. */
  public void tellWhetherAlone() {
    boolean none = !hasUsableLink();
    links.forEach(link -> link.alone(none));
  }

  /** Spreads traffic in this way from the next request on. */
  public void use(Sites sites) {
    selection.use(sites);
  }

  public Sites sites() {
    return selection.sites();
  }

  public List<Link> links() {
    return links;
  }

  /** Not even a probe may go. */
  public boolean isOpen() {
    return breaker().equals("OPEN") || endpoint.isHeld();
  }

  /** CLOSED, OPEN, HALF_OPEN or, where a person holds it open, HELD. */
  public String breaker() {
    return endpoint.state();
  }
}

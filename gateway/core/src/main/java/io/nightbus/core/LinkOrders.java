package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.link.Step;
import io.nightbus.core.route.Sites;
import io.nightbus.core.time.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * What operators order about links while the gateway runs. Nothing is done where a part is wrong.
 */
final class LinkOrders {
  /** Of what is kept of the links that an order was about. */
  private static final int LONGEST_TEXT = 1_000;

  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final LinkChanges changes;
  private final BiConsumer<Link, Step> steps;
  private final Map<LinkId, Long> drained = new LinkedHashMap<>();
  private final Map<String, Shift> shifts = new LinkedHashMap<>();

  /** Weights are others until a moment of monotonic time; {@code before} holds again then. */
  private record Shift(long end, Sites before) {}

  /**
   * @param steps carries out what an order makes due
   */
  LinkOrders(
      Map<String, Peer> peers, LinkChanges changes, Outbox outbox, BiConsumer<Link, Step> steps) {
    this.peers = peers;
    this.changes = changes;
    this.outbox = outbox;
    this.steps = steps;
  }

  /**
   * Done at once, and kept in the book afterwards: in an incident a link has to go also while the
   * disk hangs.
   *
   * @param dry only says what would be done
   */
  Result obey(Command.LinkOrder order, boolean dry) {
    return switch (order) {
      case Command.DrainLinks(var scope, var length, var by, var reason) ->
          kept(dry, drain(scope, length, dry), "link drain", told(scope, length), by, reason);
      case Command.RestoreLinks(var scope, var by, var reason) ->
          kept(dry, restore(scope, dry), "link restore", scope.toString(), by, reason);
      case Command.WeighSites(var endpoint, var weights, var length, var by, var reason) ->
          kept(
              dry,
              weigh(endpoint, weights, length, dry),
              "link weight",
              told(endpoint, length),
              by,
              reason);
      case Command.ChangeLinks(var endpoints, var by, var reason) ->
          dry
              ? new Result.Refused("the difference is what a look at the configuration shows")
              : kept(false, change(endpoints), "config reload", names(endpoints), by, reason);
    };
  }

  private static String told(Object subject, Duration length) {
    return subject + " for " + length.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Shares that are configured anew are not set back when an operator's time is over. */
  private Result change(List<Command.EndpointLinks> endpoints) {
    Result result = changes.change(endpoints);
    if (result instanceof Result.Ordered) {
      endpoints.stream()
          .filter(each -> each.sites().isPresent())
          .forEach(each -> shifts.remove(each.endpoint()));
    }
    return result;
  }

  private static String names(List<Command.EndpointLinks> endpoints) {
    return endpoints.stream()
        .map(Command.EndpointLinks::endpoint)
        .collect(Collectors.joining(", "));
  }

  private Result kept(
      boolean dry, Result result, String what, String subject, String by, String reason) {
    if (!dry && !by.isEmpty() && result instanceof Result.Ordered(var done) && !done.isEmpty()) {
      Instant now = outbox.now().wall();
      String whole = subject + ": " + String.join(", ", done);
      String told =
          whole.length() <= LONGEST_TEXT ? whole : whole.substring(0, LONGEST_TEXT - 1) + "…";
      outbox.store(new Change.Acted(new Act(outbox.id(), now, by, what, told, reason)));
    }
    return result;
  }

  /** The last link that carries traffic goes only with its whole endpoint: then it is meant. */
  private Result drain(LinkScope scope, Duration length, boolean dry) {
    List<Link> meant = links(scope);
    Optional<String> unfit = tooLong(length);
    if (unfit.isPresent()) {
      return new Result.Refused(unfit.get());
    }
    if (meant.isEmpty()) {
      return unknown(scope);
    }
    boolean carries = meant.stream().anyMatch(Link::isUsable);
    boolean wholeEndpoint = scope.site().isEmpty();
    if (carries && !wholeEndpoint && !othersCarry(scope)) {
      return new Result.Refused(
          "no other link of "
              + scope.endpoint()
              + " carries traffic; to take the endpoint out of service, drain "
              + scope.endpoint());
    }
    for (Link link : dry ? List.<Link>of() : meant) {
      steps.accept(link, link.drain(outbox.nanos()));
      drained.put(link.id(), outbox.nanos() + length.toNanos());
    }
    return ordered(meant);
  }

  private static Optional<String> tooLong(Duration length) {
    return Term.unfit(length)
        .map(words -> words + "; what shall stay is written into the configuration");
  }

  private Result restore(LinkScope scope, boolean dry) {
    List<Link> meant = links(scope);
    if (meant.isEmpty()) {
      return unknown(scope);
    }
    List<Link> back = meant.stream().filter(link -> link.isDrained() && !link.isLeaving()).toList();
    for (Link link : dry ? List.<Link>of() : back) {
      drained.remove(link.id());
      steps.accept(link, link.restore(outbox.nanos()));
    }
    return ordered(back);
  }

  /** What has been out of service, or weighed otherwise, for as long as was said. */
  void tick() {
    long now = outbox.nanos();
    for (LinkId id : over(drained, end -> end, now)) {
      drained.remove(id);
      var scope = new LinkScope(id.endpoint(), id.site(), id.name());
      if (!links(scope).isEmpty()) {
        ended(restore(scope, false), "link restore", scope.toString());
      }
    }
    for (String endpoint : over(shifts, Shift::end, now)) {
      Shift shift = shifts.remove(endpoint);
      Peer peer = peers.get(endpoint);
      if (shift != null && peer != null) {
        peer.target.use(shift.before());
        ended(new Result.Ordered(List.of("as they were")), "link weight", endpoint);
      }
    }
  }

  private static <K, V> List<K> over(Map<K, V> all, ToLongFunction<V> end, long now) {
    return all.entrySet().stream()
        .filter(each -> end.applyAsLong(each.getValue()) - now <= 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void ended(Result result, String what, String subject) {
    kept(false, result, what, subject, "gateway", "its time was over");
  }

  /** When the next order's time is over. */
  long deadline() {
    long next = shifts.values().stream().mapToLong(Shift::end).min().orElse(Long.MAX_VALUE);
    return drained.values().stream().mapToLong(Long::longValue).reduce(next, Math::min);
  }

  private Result weigh(
      String endpoint, Map<String, Integer> weights, Duration length, boolean dry) {
    Peer peer = peers.get(endpoint);
    if (peer == null) {
      return new Result.Refused("there is no endpoint \"" + endpoint + "\"");
    }
    Optional<String> unfit = tooLong(length);
    if (unfit.isPresent()) {
      return new Result.Refused(unfit.get());
    }
    List<String> sites = peer.links.stream().map(link -> link.id().site()).distinct().toList();
    for (Map.Entry<String, Integer> each : weights.entrySet()) {
      if (!sites.contains(each.getKey())) {
        return new Result.Refused(
            endpoint + " has no site \"" + each.getKey() + "\"; it has " + sites);
      }
      if (each.getValue() < 0 || each.getValue() > Sites.MOST_WEIGHT) {
        return new Result.Refused("a weight is from 0 to " + Sites.MOST_WEIGHT);
      }
    }
    Sites now = peer.target.sites();
    var merged = new TreeMap<>(now.weights());
    merged.putAll(weights);
    if (!dry) {
      Shift shift = shifts.get(endpoint);
      shifts.put(
          endpoint,
          new Shift(outbox.nanos() + length.toNanos(), shift == null ? now : shift.before()));
      peer.target.use(new Sites(now.prefer(), merged));
    }
    return new Result.Ordered(
        merged.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
  }

  private boolean othersCarry(LinkScope scope) {
    return all(scope).stream().anyMatch(link -> link.isUsable() && !scope.covers(link.id()));
  }

  private Collection<Link> all(LinkScope scope) {
    Peer peer = peers.get(scope.endpoint());
    return peer == null ? List.of() : peer.links;
  }

  private List<Link> links(LinkScope scope) {
    return all(scope).stream().filter(link -> scope.covers(link.id())).toList();
  }

  private Result unknown(LinkScope scope) {
    var known = new ArrayList<String>();
    peers.values().forEach(peer -> peer.links.forEach(link -> known.add(link.id().toString())));
    return new Result.Refused("no link is called " + scope + "; there are " + known);
  }

  private static Result ordered(List<Link> links) {
    return new Result.Ordered(links.stream().map(link -> link.id().toString()).toList());
  }
}

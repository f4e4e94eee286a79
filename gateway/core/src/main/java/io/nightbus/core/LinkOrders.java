package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkScope;
import io.nightbus.core.link.Step;
import io.nightbus.core.route.Sites;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What operators order about links while the gateway runs. Nothing is done where a part is wrong.
 */
final class LinkOrders {
  /** Of what is kept of the links that an order was about. */
  private static final int LONGEST = 1_000;

  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final LinkChanges changes;
  private final BiConsumer<Link, Step> steps;

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
   */
  Result obey(Command.LinkOrder order) {
    return switch (order) {
      case Command.DrainLinks(var scope, var by, var reason) ->
          kept(drain(scope), "link drain", scope.toString(), by, reason);
      case Command.RestoreLinks(var scope, var by, var reason) ->
          kept(restore(scope), "link restore", scope.toString(), by, reason);
      case Command.WeighSites(var endpoint, var weights, var by, var reason) ->
          kept(weigh(endpoint, weights), "link weight", endpoint, by, reason);
      case Command.ChangeLinks(var endpoints, var by, var reason) ->
          kept(changes.change(endpoints), "config reload", names(endpoints), by, reason);
    };
  }

  private static String names(List<Command.EndpointLinks> endpoints) {
    return endpoints.stream()
        .map(Command.EndpointLinks::endpoint)
        .collect(Collectors.joining(", "));
  }

  private Result kept(Result result, String what, String subject, String by, String reason) {
    if (!by.isEmpty() && result instanceof Result.Ordered(var done) && !done.isEmpty()) {
      Instant now = outbox.now().wall();
      String whole = subject + ": " + String.join(", ", done);
      String told = whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST - 1) + "…";
      outbox.store(new Change.Acted(new Act(outbox.id(), now, by, what, told, reason)));
    }
    return result;
  }

  /** The last link that carries traffic goes only with its whole endpoint: then it is meant. */
  private Result drain(LinkScope scope) {
    List<Link> meant = links(scope);
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
    for (Link link : meant) {
      steps.accept(link, link.drain(outbox.nanos()));
    }
    return ordered(meant);
  }

  private Result restore(LinkScope scope) {
    List<Link> meant = links(scope);
    if (meant.isEmpty()) {
      return unknown(scope);
    }
    List<Link> drained =
        meant.stream().filter(link -> link.isDrained() && !link.isLeaving()).toList();
    for (Link link : drained) {
      steps.accept(link, link.restore(outbox.nanos()));
    }
    return ordered(drained);
  }

  private Result weigh(String endpoint, Map<String, Integer> weights) {
    Peer peer = peers.get(endpoint);
    if (peer == null) {
      return new Result.Refused("there is no endpoint \"" + endpoint + "\"");
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
    var merged = new TreeMap<>(peer.target.sites().weights());
    merged.putAll(weights);
    peer.target.use(new Sites(peer.target.sites().prefer(), merged));
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

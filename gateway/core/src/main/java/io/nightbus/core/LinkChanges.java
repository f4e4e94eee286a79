package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.link.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Endpoints get other links while they carry traffic: what is new comes first, what has to go goes
 * when another link carries its traffic, one at a time, and what changed comes back changed.
 */
final class LinkChanges {
  private final Map<String, Peer> peers;
  private final Map<LinkId, Link> links;
  private final Outbox outbox;
  private final BiConsumer<Link, Step> steps;

  /** What takes the place of a link that has to go first. */
  private final Map<LinkId, LinkSettings> successors = new HashMap<>();

  /**
   * @param links of all endpoints; kept up to date
   * @param steps carries out what a change makes due
   */
  LinkChanges(
      Map<String, Peer> peers,
      Map<LinkId, Link> links,
      Outbox outbox,
      BiConsumer<Link, Step> steps) {
    this.peers = peers;
    this.links = links;
    this.outbox = outbox;
    this.steps = steps;
  }

  Result change(List<Command.EndpointLinks> endpoints) {
    for (Command.EndpointLinks change : endpoints) {
      if (!peers.containsKey(change.endpoint())) {
        return new Result.Refused("there is no endpoint \"" + change.endpoint() + "\"");
      }
      if (change.links().isEmpty()) {
        return new Result.Refused(change.endpoint() + " would have no link");
      }
    }
    var words = new ArrayList<String>();
    endpoints.forEach(change -> change(change, words));
    return new Result.Ordered(words);
  }

  private void change(Command.EndpointLinks change, List<String> words) {
    Peer peer = peers.get(change.endpoint());
    if (peer == null) {
      return;
    }
    Map<LinkId, LinkSettings> wanted = new LinkedHashMap<>();
    change.links().forEach(link -> wanted.put(link.id(), link));
    for (Link link : List.copyOf(peer.links)) {
      LinkSettings settings = wanted.remove(link.id());
      boolean same = link.settings().equals(settings) && !change.moved().contains(link.id());
      if (settings == null) {
        successors.remove(link.id());
        leave(link, "leaves " + link.id(), words);
      } else if (!same || link.isLeaving()) {
        successors.put(link.id(), settings);
        leave(link, "changes " + link.id(), words);
      }
    }
    wanted
        .values()
        .forEach(settings -> {
          links.put(settings.id(), peer.add(settings, outbox.nanos()));
          words.add("adds " + settings.id());
        });
    change
        .sites()
        .filter(sites -> !sites.equals(peer.target.sites()))
        .ifPresent(sites -> {
          peer.target.use(sites);
          words.add("sites of " + change.endpoint());
        });
    settle(peer);
  }

  private void leave(Link link, String word, List<String> words) {
    words.add(word);
    steps.accept(link, link.leave(outbox.nanos()));
  }

  /** Lets go what may go by now, and puts in its place what takes it. */
  void settle(Peer peer) {
    for (Link link : List.copyOf(peer.links)) {
      if (!link.isLeaving()) {
        continue;
      }
      boolean spared = peer.links.size() == 1 || peer.target.othersCarry(link);
      if (!link.isDrained() && spared) {
        steps.accept(link, link.drain(outbox.nanos()));
      }
      if (link.isGone()) {
        gone(peer, link);
      }
    }
  }

  private void gone(Peer peer, Link link) {
    LinkSettings next = successors.remove(link.id());
    if (next != null) {
      links.put(next.id(), peer.add(next, outbox.nanos()));
    } else {
      links.remove(link.id());
      outbox.note(Fact.Kind.LINK_STATE, link.id().toString(), LossReason.REMOVED.name());
    }
    peer.links.remove(link);
  }
}

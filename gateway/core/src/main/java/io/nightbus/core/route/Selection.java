package io.nightbus.core.route;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which link takes the next request: sites by preference, then by weight; within a site the least
 * outstanding. What is doubted, or has come back only just, takes it where nothing better can.
 */
final class Selection {
  /** Better than any other: one request, to find out whether a doubted link is well again. */
  private static final int PROBE = -1;

  private static final int HELD_BACK = 1_000;
  private static final int WITHOUT_WEIGHT = 2_000;
  private static final int SUSPECT = 3_000;
  private static final int NOT_NOW = Integer.MAX_VALUE;

  /** A doubted link that is all there is takes so many times less than a trusted one. */
  private static final int LIMITED = 4;

  private final List<Link> links;
  private final int window;
  private Sites sites;
  private final Map<String, Integer> credit = new LinkedHashMap<>();

  Selection(List<Link> links, int window, Sites sites) {
    this.links = links;
    this.window = window;
    this.sites = sites;
  }

  void use(Sites changed) {
    sites = changed;
    credit.clear();
  }

  Sites sites() {
    return sites;
  }

  /**
   * The best link; empty where none is usable and has room.
   *
   * @param turn counts up: among equals, who is first takes turns
   */
  Optional<Link> best(int turn, long now) {
    int tier = NOT_NOW;
    for (Link link : links) {
      tier = Math.min(tier, tier(link, now));
    }
    if (tier == NOT_NOW) {
      return Optional.empty();
    }
    String site = sites.weights().isEmpty() || tier == PROBE ? "" : nextSite(tier, now);
    Link best = null;
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get((turn % links.size() + i) % links.size());
      boolean candidate = tier(link, now) == tier && (site.isEmpty() || at(link).equals(site));
      if (candidate && (best == null || load(link, now) < load(best, now))) {
        best = link;
      }
    }
    return Optional.ofNullable(best);
  }

  private static String at(Link link) {
    return link.id().site();
  }

  private int tier(Link link, long now) {
    if (!link.takes(now)) {
      return NOT_NOW;
    }
    if (link.wantsProbe(now)) {
      return PROBE;
    }
    int room = link.isUp() ? window : Math.max(1, window / LIMITED);
    if (!link.isUsable() || link.outstanding() >= room) {
      return NOT_NOW;
    }
    int place = sites.place(at(link));
    if (!link.isUp()) {
      return SUSPECT + place;
    }
    if (sites.weight(at(link)) == 0) {
      return WITHOUT_WEIGHT + place;
    }
    return link.isHeldBack(now) ? HELD_BACK + place : place;
  }

  /** Outstanding, weighed: a fresh link counts as fuller than it is. */
  private static int load(Link link, long now) {
    return (link.outstanding() + 1) * 10 / link.tenths(now);
  }

  /** Smooth weighted turns: over any stretch each site gets its share, never in a burst. */
  private String nextSite(int tier, long now) {
    var able = new ArrayList<String>();
    for (Link link : links) {
      if (tier(link, now) == tier && !able.contains(at(link))) {
        able.add(at(link));
      }
    }
    int all = 0;
    String next = able.getFirst();
    for (String site : able) {
      int weight = Math.max(1, sites.weight(site));
      all += weight;
      credit.merge(site, weight, Integer::sum);
      next = credit(site) > credit(next) ? site : next;
    }
    credit.merge(next, -all, Integer::sum);
    return next;
  }

  private int credit(String site) {
    return credit.getOrDefault(site, 0);
  }

  /** A site takes connections and leaves most requests unanswered: its links are all doubted. */
  List<Link> atSickSites(long now) {
    Map<String, int[]> bySite = new LinkedHashMap<>();
    for (Link link : links) {
      Share share = link.share();
      int[] sums = bySite.computeIfAbsent(at(link), _ -> new int[2]);
      sums[0] += share.answered(now);
      sums[1] += share.missed(now);
    }
    if (bySite.size() < 2) {
      return List.of();
    }
    return links.stream()
        .filter(Link::isUp)
        .filter(link -> {
          int[] sums = bySite.getOrDefault(at(link), new int[2]);
          return Share.isBad(sums[0], sums[1]);
        })
        .toList();
  }
}

package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.ops.LinkStories.Story;
import io.nightbus.node.ops.Trouble.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Which of an endpoint's links are down or come and go, alone, by site, or all of them. */
final class LinkTroubles {
  private static final int FLAPS = 3;

  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private LinkTroubles(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight, Status.EndpointView endpoint) {
    var troubles = new LinkTroubles(sight);
    List<Status.LinkView> links = sight.links(endpoint.name());
    List<Status.LinkView> down = links.stream().filter(link -> !Sight.carries(link)).toList();
    if (links.isEmpty()) {
      troubles.noAddress(endpoint);
    } else if (down.size() == links.size()) {
      troubles.allDown(endpoint, links);
    } else {
      troubles.someDown(endpoint, links, down);
    }
    return troubles.found;
  }

  /** Where all of its addresses are announced, and none has been yet. */
  private void noAddress(Status.EndpointView endpoint) {
    found.add(
        new Trouble(
            Kind.ALL_LINKS_DOWN,
            endpoint.name(),
            sight.at(),
            "There is no link to " + endpoint.name() + ": no address of it has been announced yet.",
            "",
            "It is looked up again and again.",
            Stakes.of(sight, endpoint),
            "Ask whoever announces its addresses; `nightbus link list` says where that is."));
  }

  private void allDown(Status.EndpointView endpoint, List<Status.LinkView> links) {
    boolean dialled = links.stream().anyMatch(sight::isDialled);
    int attempts = links.stream().mapToInt(link -> sight.story(link).attempts()).sum();
    found.add(
        new Trouble(
            Kind.ALL_LINKS_DOWN,
            endpoint.name(),
            links.stream()
                .map(link -> sight.story(link).since())
                .max(Instant::compareTo)
                .orElse(sight.at()),
            dialled
                ? "None of the "
                    + links.size()
                    + " links to "
                    + endpoint.name()
                    + " carries traffic."
                : endpoint.name() + " is not connected to us.",
            causes(links),
            dialled && attempts > 0
                ? Words.count(attempts, "attempt") + " to have them again failed."
                : "",
            Stakes.of(sight, endpoint),
            dialled
                ? Words.advice(links.stream().map(link -> sight.story(link).cause()).toList())
                : Words.advice(
                    distrusted(links),
                    "Ask " + endpoint.name() + " why it does not connect; we listen.")));
  }

  /** Why nobody was let in who did connect. */
  private List<String> distrusted(List<Status.LinkView> links) {
    return links.stream()
        .map(link -> sight.story(link).cause())
        .filter(cause -> cause.startsWith("TLS_"))
        .toList();
  }

  /** Reasons with the links that have them, and where those are. */
  private String causes(List<Status.LinkView> links) {
    var byReason = new LinkedHashMap<String, List<String>>();
    for (Status.LinkView link : links) {
      Story story = sight.story(link);
      String reason = story.cause();
      if (!reason.isEmpty()) {
        String id = id(link);
        String at = sight.outline().address(id).text();
        byReason
            .computeIfAbsent(reason, _ -> new ArrayList<>())
            .add(
                link.site()
                    + "/"
                    + link.name()
                    + (at.isEmpty() || !sight.isDialled(link) ? "" : " at " + at));
      }
    }
    var sentences = new ArrayList<String>();
    byReason.forEach((reason, names) ->
        sentences.add(Words.reason(reason) + " (" + String.join(", ", names) + ")."));
    return String.join(" ", sentences);
  }

  private static String id(Status.LinkView link) {
    return link.endpoint() + "/" + link.site() + "/" + link.name();
  }

  private void someDown(
      Status.EndpointView endpoint, List<Status.LinkView> links, List<Status.LinkView> down) {
    var bySite = new LinkedHashMap<String, List<Status.LinkView>>();
    for (Status.LinkView link : down) {
      if (sight.isDialled(link) && !link.health().drained() && !link.health().isCandidate()) {
        bySite.computeIfAbsent(link.site(), _ -> new ArrayList<>()).add(link);
      }
    }
    bySite.forEach((site, gone) -> {
      long all = links.stream().filter(link -> link.site().equals(site)).count();
      if (gone.size() == all && all > 1) {
        siteDown(endpoint, site, gone);
      } else {
        gone.forEach(link -> linkDown(endpoint, link, links.size() - down.size()));
      }
    });
    for (Status.LinkView link : links) {
      long falls = sight.story(link).fallsSince(sight.at().minus(LinkStories.LATELY));
      if (falls > FLAPS) {
        found.add(
            new Trouble(
                Kind.LINK_FLAPPING,
                id(link),
                sight.at().minus(LinkStories.LATELY),
                "Link " + id(link) + " fell " + falls + " times within five minutes.",
                causes(List.of(link)),
                "",
                "Each fall leaves what was in flight of unknown outcome; reversals are owed for"
                    + " it.",
                "As long as other links stand, take it out of service until its line is mended:"
                    + " nightbus link drain "
                    + id(link)
                    + "."));
      }
    }
  }

  private void siteDown(Status.EndpointView endpoint, String site, List<Status.LinkView> gone) {
    found.add(
        new Trouble(
            Kind.SITE_DOWN,
            endpoint.name() + "/" + site,
            gone.stream()
                .map(link -> sight.story(link).since())
                .max(Instant::compareTo)
                .orElse(sight.at()),
            "Site "
                + site
                + " of "
                + endpoint.name()
                + " is away with all of its "
                + gone.size()
                + " links.",
            causes(gone),
            Words.count(
                    gone.stream().mapToInt(link -> sight.story(link).attempts()).sum(), "attempt")
                + " to have them again failed; the other sites carry the traffic.",
            "Nothing yet; there is no redundancy left.",
            Words.advice(gone.stream().map(link -> sight.story(link).cause()).toList())));
  }

  private void linkDown(Status.EndpointView endpoint, Status.LinkView link, int others) {
    Story story = sight.story(link);
    found.add(
        new Trouble(
            Kind.LINK_DOWN,
            id(link),
            story.since(),
            "Link " + id(link) + " is down.",
            causes(List.of(link)),
            Words.count(story.attempts(), "attempt")
                + " to have it again failed; "
                + Words.count(others, "other link")
                + " to "
                + endpoint.name()
                + " carry the traffic.",
            "",
            Words.advice(List.of(story.cause()))));
  }
}

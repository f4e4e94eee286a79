package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.ops.Trouble.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What is wrong with addresses that are announced to us: the addresses, or who announces them. */
final class Announcements {
  private Announcements() {}

  static List<Trouble> troubles(Sight sight, String endpoint) {
    var troubles = new ArrayList<Trouble>();
    var bySite = new LinkedHashMap<String, List<Status.LinkView>>();
    for (Status.LinkView link : sight.links(endpoint)) {
      if (!link.health().verdict().isEmpty()) {
        bySite.computeIfAbsent(link.site(), _ -> new ArrayList<>()).add(link);
      }
    }
    bySite.forEach((site, links) -> {
      List<Status.LinkView> bad = links.stream().filter(Announcements::isBad).toList();
      if (!bad.isEmpty()) {
        troubles.add(unreachable(sight, endpoint, site, links.size(), bad));
      }
    });
    for (Announcement each : sight.outline().announcements().values()) {
      if (each.endpoint().equals(endpoint) && !each.isPlausible()) {
        troubles.add(doubted(each));
      }
    }
    return troubles;
  }

  private static boolean isBad(Status.LinkView link) {
    return link.health().isCandidate() && !link.health().verdict().equals(Status.LinkHealth.TRYING);
  }

  private static Trouble unreachable(
      Sight sight, String endpoint, String site, int all, List<Status.LinkView> bad) {
    var byVerdict = new LinkedHashMap<String, List<String>>();
    for (Status.LinkView link : bad) {
      String id = link.endpoint() + "/" + link.site() + "/" + link.name();
      byVerdict
          .computeIfAbsent(Words.verdict(link.health().verdict()), _ -> new ArrayList<>())
          .add(sight.outline().address(id).text());
    }
    var words = new ArrayList<String>();
    byVerdict.forEach((verdict, at) -> words.add(String.join(", ", at) + ": " + verdict));
    int attempts = bad.stream().mapToInt(link -> link.health().tried()).sum();
    return new Trouble(
        Kind.ADDRESSES_UNREACHABLE,
        endpoint + "/" + site,
        bad.stream()
            .map(link -> sight.story(link).since())
            .min(Instant::compareTo)
            .orElse(sight.at()),
        bad.size()
            + " of "
            + Words.count(all, "address")
            + " announced for "
            + endpoint
            + "/"
            + site
            + " cannot be used.",
        String.join("; ", words) + ".",
        Words.count(attempts, "attempt")
            + " failed; no request goes there before an address has signed us on and echoed.",
        "",
        Words.advice(bad.stream().map(link -> link.health().verdict()).toList())
            + " Or ask whoever announces "
            + (bad.size() == 1 ? "it" : "them")
            + ": "
            + sight
                .outline()
                .announcement(endpoint, site)
                .map(Announcement::source)
                .orElse("not known")
            + ".");
  }

  private static Trouble doubted(Announcement news) {
    String place = news.endpoint() + "/" + news.site();
    return new Trouble(
        Kind.DISCOVERY_FAILS,
        place,
        news.since(),
        "What announces the addresses of " + place + " gives no good answer.",
        news.source() + ": " + news.words() + ".",
        news.missed().isEmpty()
            ? "Links stay as they are."
            : "Links stay as they are, also to "
                + String.join(", ", news.missed())
                + ", left out lately.",
        "",
        "Ask whoever keeps it; until it is mended no new address is found.");
  }
}

package io.nightbus.core;

import io.nightbus.core.exchange.Awaiting.Near;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.Message;
import io.nightbus.iso.Trail;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that belong to no request: how many came, and what the last one that was looked at would
 * have answered but for which element. A flood of them is counted and not looked at.
 */
final class Strays {
  private static final long BETWEEN_LOOKS = 100_000_000L;

  /** Of an answer that resembles nothing that is out. */
  private static final String NOTHING_LIKE_IT = "NOTHING_LIKE_IT";

  private static final String NOT_LOOKED_AT = "NOT_LOOKED_AT";

  private final Outbox outbox;
  private final Map<String, Last> last = new LinkedHashMap<>();

  private record Last(String link, Instant at, long nanos, long count, String words) {}

  Strays(Outbox outbox) {
    this.outbox = outbox;
  }

  void came(Peer peer, LinkId link, Message response) {
    Last before = last.get(peer.name());
    long count = before == null ? 1 : before.count() + 1;
    if (before != null && outbox.nanos() - before.nanos() < BETWEEN_LOOKS) {
      last.put(
          peer.name(), new Last(before.link(), before.at(), before.nanos(), count, before.words()));
      outbox.note(Fact.Kind.ANSWER_UNMATCHED, link.toString(), NOT_LOOKED_AT);
      return;
    }
    Optional<Near> near = peer.awaiting.nearest(response);
    Instant now = outbox.now().wall();
    last.put(peer.name(), new Last(link.toString(), now, outbox.nanos(), count, words(near)));
    String butFor = near.map(Near::butFor).orElse(NOTHING_LIKE_IT);
    outbox.note(Fact.Kind.ANSWER_UNMATCHED, link.toString(), butFor, Trail.of(response));
  }

  private static String words(Optional<Near> near) {
    return near.map(each ->
            "it would answer the request with STAN "
                + each.stan()
                + (each.ended() ? ", given up before," : "")
                + " but for "
                + each.butFor())
        .orElse("no request that is out resembles it");
  }

  List<Status.Stray> view() {
    return last.entrySet().stream()
        .map(each -> {
          Last one = each.getValue();
          return new Status.Stray(each.getKey(), one.link(), one.at(), one.count(), one.words());
        })
        .toList();
  }
}

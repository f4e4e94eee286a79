package io.nightbus.core;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.iso.Message;
import io.nightbus.iso.Trail;
import java.util.List;
import java.util.Map;

/**
 * Exchanges that were out when the last run ended are of unknown outcome: one reversal each (domain
 * §3.7 row 10), before anything else is begun.
 */
final class Recovery {
  private final Map<String, Peer> peers;
  private final CardTokens tokens;
  private final Outbox outbox;
  private final Owing owing;
  private final Exchanges exchanges;

  Recovery(
      Map<String, Peer> peers, CardTokens tokens, Outbox outbox, Owing owing, Exchanges exchanges) {
    this.peers = peers;
    this.tokens = tokens;
    this.outbox = outbox;
    this.owing = owing;
    this.exchanges = exchanges;
  }

  void resolve(List<Intent> open) {
    for (Intent intent : open) {
      Peer to = peer(intent.to());
      Peer from = peer(intent.identity().endpoint());
      Message request = intent.request();
      Message reversal = Kept.reversal(to.forwarded(request), intent.stamp(), to.dialect);
      String lane = request.pan().map(tokens::of).orElse("");
      Message answer = from.dialect.response(request, "91").build();
      outbox.store(
          owing.owe(to, Duty.REVERSAL, lane, reversal, intent.id()),
          exchanges.end(intent.id(), Verdict.UNKNOWN, answer, to));
      outbox.note(Fact.Kind.RECOVERED_UNKNOWN, to.name(), "reversal", Trail.of(request));
    }
  }

  private Peer peer(String name) {
    Peer peer = peers.get(name);
    if (peer == null) {
      throw new IllegalStateException("no endpoint " + name);
    }
    return peer;
  }
}

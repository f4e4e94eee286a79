package io.nightbus.node.engine;

import io.nightbus.core.Change;
import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The least a gateway's core can do: requests go on under a STAN of ours, answers go back under
 * theirs. With {@code journal} each waits for a transaction, as a live request and its approval do.
 */
final class RelayCore implements Core {
  private static final int STANS = 1_000_000;

  private final List<LinkId> targets;
  private final String from;
  private final boolean journal;
  private final @Nullable Origin[] origins = new Origin[STANS];
  private int stan;
  private long ids;
  private long sequence;

  private record Origin(LinkId link, String stan, long id) {}

  RelayCore(String from, List<LinkId> targets, boolean journal) {
    this.from = from;
    this.targets = targets;
    this.journal = journal;
  }

  @Override
  public void start(Moment now, Effects out) {
    targets.forEach(link -> out.add(new Effect.Open(link)));
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    if (event instanceof Event.Received(LinkId link, Message message)) {
      if (link.endpoint().equals(from)) {
        forward(link, message, now, out);
      } else {
        giveBack(message, now, out);
      }
    }
  }

  private void forward(LinkId link, Message message, Moment now, Effects out) {
    stan = stan == STANS - 1 ? 1 : stan + 1;
    origins[stan] = new Origin(link, message.get(De.STAN), ++ids);
    String digits = Integer.toString(STANS + stan).substring(1);
    Message ours = message.with(De.STAN, digits);
    var identity =
        new Identity(
            from, 1, message.get(De.TRANSMISSION_TIME), digits, "", Long.toString(sequence));
    var intent = new Intent(ids, identity, "net", message, Stamp.of(ours), now.wall());
    send(targets.get(stan % targets.size()), ours, new Change.Intended(intent), now, out);
  }

  private void giveBack(Message message, Moment now, Effects out) {
    int ours = Integer.parseInt(message.get(De.STAN));
    Origin origin = origins[ours];
    if (origin != null) {
      origins[ours] = null;
      Message answer = message.with(De.STAN, origin.stan());
      var concluded = new Change.Concluded(origin.id(), Verdict.APPROVED, answer, now.wall());
      send(origin.link(), answer, concluded, now, out);
    }
  }

  private void send(LinkId link, Message message, Change change, Moment now, Effects out) {
    if (journal) {
      out.add(new Effect.Store(++sequence, List.of(change)));
    }
    out.add(
        new Effect.Send(link, message, 0, journal ? sequence : 0, now.nanos() + 5_000_000_000L));
  }

  @Override
  public long nextDeadline() {
    return Long.MAX_VALUE;
  }
}

package io.nightbus.core;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Parked obligations: a person sends them again or settles them, and says why. */
final class Parking {
  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final Obligations obligations;
  private final Map<Long, Asked> questions = new HashMap<>();

  /** A command that waits for the book. */
  private record Asked(
      long command, long obligation, boolean retry, String by, String reason, boolean dry) {}

  Parking(Map<String, Peer> peers, Outbox outbox, Obligations obligations) {
    this.peers = peers;
    this.outbox = outbox;
    this.obligations = obligations;
  }

  /**
   * Carries it out, when the book has said what is parked.
   *
   * @param dry only says what would be done
   */
  void command(long command, Command.ParkedOrder what, boolean dry) {
    switch (what) {
      case Command.RetryParked(var id, var by, var reason) ->
          ask(new Asked(command, id, true, by, reason, dry));
      case Command.SettleParked(var id, var by, var reason) ->
          ask(new Asked(command, id, false, by, reason, dry));
    }
  }

  private void ask(Asked asked) {
    Optional<String> refusal = Orders.unfit(asked.by(), asked.reason());
    if (refusal.isPresent()) {
      outbox.reply(asked.command(), new Result.Refused(refusal.get()), 0);
    } else {
      questions.put(outbox.load(new Query.Parked(asked.obligation())), asked);
    }
  }

  boolean loaded(long query, Loads loads) {
    Asked asked = questions.remove(query);
    if (asked == null) {
      return false;
    }
    var answer = (Loads.ParkedFound) loads;
    Obligation parked = answer.obligation().orElse(null);
    Peer peer = parked == null ? null : peers.get(parked.endpoint());
    if (parked == null || peer == null || obligations.isKnown(parked.id())) {
      outbox.reply(
          asked.command(), new Result.Refused("nothing of this number is parked: see saf list"), 0);
      return true;
    }
    if (!asked.retry() && parked.charge() != 0) {
      outbox.reply(
          asked.command(),
          new Result.Refused("it undoes a charge that waits for it: send it again"),
          0);
      return true;
    }
    if (asked.retry() && parked.duty() == Duty.ADVICE && answer.undone()) {
      // Its reversal has found nothing, or will: sent after that, it would stand.
      outbox.reply(
          asked.command(),
          new Result.Refused("what it tells of has been taken back since: settle it"),
          0);
      return true;
    }
    String done = asked.retry() ? "will be sent again" : "settled";
    if (asked.dry()) {
      outbox.reply(asked.command(), new Result.Done(parked.id(), done), 0);
      return true;
    }
    String what = asked.retry() ? "saf retry" : "saf settle";
    String subject = parked.duty() + " " + parked.id() + " for " + parked.endpoint();
    var act =
        new Change.Acted(
            new Act(outbox.id(), outbox.now().wall(), asked.by(), what, subject, asked.reason()));
    long sequence =
        asked.retry()
            ? obligations.revive(peer, parked, act)
            : obligations.settle(peer, parked, asked.reason(), act);
    outbox.reply(asked.command(), new Result.Done(parked.id(), done), sequence);
    return true;
  }
}

package io.nightbus.core;

import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Tally;
import io.nightbus.core.transit.Urgency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of charges in: each charge is ACCEPTED durably before anybody is told, and all are
 * QUEUED together when the trailer agrees. One step at a time, so that what the book says of an id
 * still holds when it is used.
 */
final class Intake {
  private static final int MOST_WAITING = 1_000;

  private final Settings settings;
  private final Map<String, Peer> peers;
  private final CardTokens tokens;
  private final Outbox outbox;
  private final Tally tally;
  private final Replay replay;
  private final Deque<Step> steps = new ArrayDeque<>();
  private final Map<String, Open> batches = new HashMap<>();
  private @Nullable Step running;
  private long question;
  private boolean cramped;

  /** A command under way; of a dry one nothing is kept. */
  private record Step(long command, Command what, boolean dry) {}

  /** A batch that takes charges, or has taken them. */
  private static final class Open {
    Batch batch;

    /** Charges that its trailer will queue, by the state they are in now. */
    final Map<ChargeState, long[]> unqueued = new LinkedHashMap<>();

    /** Those among them that any sending of this life has named: one named twice counts once. */
    Ids named = new Ids();

    Open(Batch batch) {
      this.batch = batch;
    }

    /** A trailer was read. Held ones move again when a better one comes, whoever sends it. */
    void closed(ChargeState to) {
      var all = new long[2];
      unqueued
          .values()
          .forEach(sum -> {
            all[0] += sum[0];
            all[1] += sum[1];
          });
      unqueued.clear();
      if (to == ChargeState.HELD) {
        unqueued.put(to, all);
      } else {
        named = new Ids();
      }
    }

    void count(ChargeState state, long amount) {
      long[] sum = unqueued.computeIfAbsent(state, _ -> new long[2]);
      sum[0]++;
      sum[1] += amount;
    }
  }

  Intake(
      Settings settings,
      Map<String, Peer> peers,
      CardTokens tokens,
      Outbox outbox,
      Tally tally,
      Replay replay) {
    this.settings = settings;
    this.peers = peers;
    this.tokens = tokens;
    this.outbox = outbox;
    this.tally = tally;
    this.replay = replay;
  }

  void command(long command, Command what, boolean dry) {
    if (steps.size() >= MOST_WAITING) {
      outbox.reply(command, new Result.Refused("too many batches are being taken in"), 0);
      return;
    }
    steps.add(new Step(command, what, dry));
    advance();
  }

  private void advance() {
    while (running == null && !steps.isEmpty()) {
      Step step = steps.remove();
      switch (step.what()) {
        case Command.OpenBatch open -> open(step, open);
        case Command.OfferCharges offer -> offer(step, offer);
        case Command.CloseBatch close -> close(step, close);
        case Command.ChargeOrder _,
            Command.ShowStatus _,
            Command.Stop _,
            Command.LinkOrder _,
            Command.BreakerOrder _,
            Command.KeepAct _,
            Command.DryRun _,
            Command.StandInOrder _,
            Command.ParkedOrder _ ->
            outbox.reply(step.command(), new Result.Refused("not a batch command"), 0);
      }
    }
  }

  private void ask(Step step, Query query) {
    running = step;
    question = outbox.load(query);
  }

  boolean loaded(long query, Loads loads) {
    Step step = running;
    if (step == null || query != question) {
      return false;
    }
    running = null;
    switch (loads) {
      case Loads.BatchFound(var found) -> opened(step, found);
      case Loads.Charges(var known) -> offered(step, known);
      case Loads.Backlog _, Loads.Selected _, Loads.Exchange _, Loads.ParkedFound _ ->
          throw new IllegalStateException("an answer to another question");
    }
    advance();
    return true;
  }

  // --- the header

  /** Without room in the book no charge is taken; what has been taken may still be closed. */
  void room(boolean enough) {
    cramped = !enough;
  }

  /** Asked again when the book has answered: meanwhile its disk may have filled. */
  private boolean isRefused(Step step) {
    if (cramped) {
      outbox.reply(
          step.command(),
          new Result.Refused(
              "no room in the store: make room on its disk, then send the file again"),
          0);
    }
    return cramped;
  }

  private void open(Step step, Command.OpenBatch open) {
    if (isRefused(step)) {
      return;
    }
    if (settings.transitTo().isEmpty()) {
      outbox.reply(
          step.command(),
          new Result.Refused("no transit endpoint is configured: no charges are taken"),
          0);
      return;
    }
    ask(step, new Query.BatchNamed(open.id()));
  }

  private void opened(Step step, Optional<Batch> found) {
    var open = (Command.OpenBatch) step.what();
    if (found.isPresent()) {
      Batch known = found.get();
      if (!known.operator().equals(open.operator()) || !known.currency().equals(open.currency())) {
        outbox.reply(
            step.command(),
            new Result.Refused(
                "file " + open.id() + " was opened by another operator or in another currency"),
            0);
        return;
      }
      if (!step.dry()) {
        batches.putIfAbsent(open.id(), new Open(known));
      }
      outbox.reply(
          step.command(), new Result.BatchOpen(known, known.state() == Batch.State.QUEUED), 0);
      return;
    }
    if (isRefused(step)) {
      return;
    }
    var batch =
        new Batch(
            open.id(),
            open.operator(),
            open.day(),
            open.currency(),
            settings.transitTo().orElseThrow(),
            open.deadline(),
            Batch.State.RECEIVING,
            "",
            0,
            0,
            "");
    long after = 0;
    if (!step.dry()) {
      batches.put(open.id(), new Open(batch));
      after = outbox.store(new Change.BatchOpened(batch));
    }
    outbox.reply(step.command(), new Result.BatchOpen(batch, false), after);
  }

  // --- the charges

  private void offer(Step step, Command.OfferCharges offer) {
    if (isRefused(step)) {
      return;
    }
    if (!step.dry() && !batches.containsKey(offer.batch())) {
      outbox.reply(
          step.command(), new Result.Refused("file " + offer.batch() + " has not been opened"), 0);
      return;
    }
    ask(step, new Query.ChargesNamed(offer.charges().stream().map(Charge::chargeId).toList()));
  }

  private void offered(Step step, List<Charge> inBook) {
    if (isRefused(step)) {
      return;
    }
    var offer = (Command.OfferCharges) step.what();
    Map<String, Charge> known = new HashMap<>();
    inBook.forEach(charge -> known.put(charge.chargeId(), charge));
    if (step.dry()) {
      outbox.reply(step.command(), tried(offer, known), 0);
      return;
    }
    Open open = batches.get(offer.batch());
    if (open == null) {
      outbox.reply(
          step.command(), new Result.Refused("file " + offer.batch() + " has not been opened"), 0);
      return;
    }
    var lines = new ArrayList<Result.Line>();
    var changes = new ArrayList<Change>();
    for (Charge offered : offer.charges()) {
      Charge earlier = known.get(offered.chargeId());
      if (earlier != null) {
        lines.add(compared(earlier, offered));
        countUnqueued(open, earlier);
      } else if (open.batch.state() == Batch.State.QUEUED) {
        lines.add(Result.Line.CLOSED);
      } else {
        Charge accepted = accepted(offered, open.batch);
        known.put(accepted.chargeId(), accepted);
        open.named.add(accepted.id());
        open.count(ChargeState.ACCEPTED, accepted.amount());
        tally.add(ChargeState.ACCEPTED, 1, accepted.amount());
        changes.add(new Change.ChargeAccepted(accepted));
        lines.add(Result.Line.ACCEPTED);
      }
    }
    long after = changes.isEmpty() ? 0 : outbox.store(changes);
    outbox.reply(step.command(), new Result.Offered(List.copyOf(lines)), after);
  }

  private static Result.Line compared(Charge earlier, Charge offered) {
    return earlier.sameOrder(offered) ? Result.Line.KNOWN : Result.Line.CONFLICT;
  }

  /** What each would be told; which of them the file itself has twice, its reader knows. */
  private static Result tried(Command.OfferCharges offer, Map<String, Charge> known) {
    return new Result.Offered(
        offer.charges().stream()
            .map(charge ->
                known.containsKey(charge.chargeId())
                    ? compared(known.get(charge.chargeId()), charge)
                    : Result.Line.ACCEPTED)
            .toList());
  }

  /** From an earlier, incomplete sending of the same file. */
  private static void countUnqueued(Open open, Charge earlier) {
    boolean waits = earlier.state() == ChargeState.ACCEPTED || earlier.state() == ChargeState.HELD;
    boolean ours = earlier.attempt() == 0 && earlier.batch().equals(open.batch.id());
    if (waits && ours && open.named.add(earlier.id())) {
      open.count(earlier.state(), earlier.amount());
    }
  }

  private Charge accepted(Charge offered, Batch batch) {
    long id = outbox.id();
    return new Charge(
        id,
        offered.chargeId(),
        batch.id(),
        batch.endpoint(),
        tokens.of(offered.pan()),
        offered.pan(),
        offered.expiry(),
        offered.amount(),
        offered.currency(),
        offered.merchantType(),
        offered.travelled(),
        offered.terminal(),
        offered.merchant(),
        ChargeState.ACCEPTED,
        0,
        "",
        Optional.empty(),
        offered.device(),
        Urgency.placed(offered.order(), id),
        0);
  }

  // --- the trailer

  private void close(Step step, Command.CloseBatch close) {
    Open open = batches.get(close.id());
    if (open == null) {
      outbox.reply(
          step.command(), new Result.Refused("file " + close.id() + " has not been opened"), 0);
      return;
    }
    if (open.batch.state() == Batch.State.QUEUED) {
      boolean same = open.batch.digest().equals(close.digest());
      outbox.reply(
          step.command(),
          same
              ? new Result.BatchShut(open.batch)
              : new Result.Refused("file " + close.id() + " was taken before with other content"),
          0);
      return;
    }
    Batch shut =
        open.batch.shut(
            close.agrees(), close.digest(), close.count(), close.amount(), close.reason());
    ChargeState to = close.agrees() ? ChargeState.QUEUED : ChargeState.HELD;
    long after = outbox.store(new Change.BatchClosed(shut, to), closed(shut));
    open.batch = shut;
    open.unqueued.forEach((from, sum) -> {
      tally.add(from, -sum[0], -sum[1]);
      tally.add(to, sum[0], sum[1]);
      if (to == ChargeState.QUEUED) {
        replay.forecast.add(shut.id(), shut.deadline(), sum[0]);
      }
    });
    open.closed(to);
    outbox.note(Fact.Kind.BATCH_CLOSED, shut.endpoint(), shut.state().name());
    Peer peer = peers.get(shut.endpoint());
    if (close.agrees() && peer != null) {
      peer.unread.rewind();
    }
    outbox.reply(step.command(), new Result.BatchShut(shut), after);
  }

  private Change closed(Batch shut) {
    String what = shut.state() == Batch.State.QUEUED ? "file queued" : "file held";
    String subject = shut.id() + ": " + shut.count() + " charges, " + shut.amount();
    return new Change.Acted(
        new Act(outbox.id(), outbox.now().wall(), shut.operator(), what, subject, shut.reason()));
  }
}

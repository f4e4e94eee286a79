package io.nightbus.node.ops.intake;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import io.nightbus.node.engine.Desk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A gateway of two maps: accepts each charge once and keeps every command. */
public final class FakeDesk implements Desk {
  public final Map<String, Batch> batches = Collections.synchronizedMap(new LinkedHashMap<>());
  public final Map<String, Charge> charges = Collections.synchronizedMap(new LinkedHashMap<>());
  public final List<Command> commands = Collections.synchronizedList(new ArrayList<>());
  public Status status = new Status(Instant.EPOCH, List.of(), List.of(), Map.of(), 0, 0);

  /** When set, answers nothing but this. */
  public CompletableFuture<Result> instead = new CompletableFuture<>();

  public boolean mute;

  /** Reports wait for it, as for a disk that hangs. */
  public volatile CountDownLatch readable = new CountDownLatch(0);

  /** Done when an order about stand-in is carried out. */
  public Runnable whenOrdered = () -> {};

  @Override
  public synchronized CompletableFuture<Result> ask(Command command) {
    commands.add(command);
    return mute ? instead : CompletableFuture.completedFuture(answer(command));
  }

  private static Optional<Instant> until(Action action) {
    return action instanceof Action.Place place
        ? Optional.of(Instant.EPOCH.plus(place.length()))
        : Optional.empty();
  }

  private Result answer(Command command) {
    return switch (command) {
      case Command.OpenBatch open -> open(open);
      case Command.OfferCharges offer ->
          new Result.Offered(offer.charges().stream().map(this::offer).toList());
      case Command.CloseBatch close -> close(close);
      case Command.ChargeOrder order ->
          new Result.Handled(3, 900, 1, Result.Bounded.NONE, until(order.action()), order.dryRun());
      case Command.ShowStatus show -> new Result.Showing(status);
      case Command.DrainLinks drain -> new Result.Ordered(List.of(drain.links().toString()));
      case Command.RestoreLinks restore -> new Result.Refused("no link is called that");
      case Command.WeighSites weigh -> new Result.Ordered(List.of(weigh.weights().toString()));
      case Command.ChangeLinks change -> new Result.Ordered(List.of("changed"));
      case Command.Stop stop -> new Result.Stopped();
      case Command.DryRun dry -> tried(dry.order());
      case Command.KeepAct act -> new Result.Done(0, "kept");
      case Command.ShowBreakers show ->
          new Result.BreakersShown(
              List.of(new Result.Breaker("issuer", "", "CLOSED", Optional.empty())));
      case Command.BreakerOrder order -> new Result.Done(0, "done");
      case Command.StandInOrder order -> {
        whenOrdered.run();
        yield new Result.Done(7, "ordered");
      }
      case Command.ParkedOrder order -> new Result.Done(8, "done");
    };
  }

  /** Of a file nothing is kept. */
  private Result tried(Command order) {
    var batchesBefore = new LinkedHashMap<>(batches);
    var chargesBefore = new LinkedHashMap<>(charges);
    Result result = answer(order);
    batches.keySet().retainAll(batchesBefore.keySet());
    batches.putAll(batchesBefore);
    charges.keySet().retainAll(chargesBefore.keySet());
    return result;
  }

  private Result open(Command.OpenBatch open) {
    Batch old = batches.get(open.id());
    if (old != null && old.state() == Batch.State.QUEUED) {
      return new Result.BatchOpen(old, true);
    }
    var batch =
        new Batch(
            open.id(),
            open.operator(),
            open.day(),
            open.currency(),
            open.endpoint(),
            open.deadline(),
            Batch.State.RECEIVING,
            "",
            0,
            0,
            "");
    batches.put(open.id(), batch);
    return new Result.BatchOpen(batch, false);
  }

  private Result.Line offer(Charge charge) {
    Charge old = charges.putIfAbsent(charge.chargeId(), charge);
    if (old == null) {
      return Result.Line.ACCEPTED;
    }
    return old.sameOrder(charge) ? Result.Line.KNOWN : Result.Line.CONFLICT;
  }

  private Result close(Command.CloseBatch close) {
    Batch old = batches.get(close.id());
    if (old == null) {
      return new Result.Refused("there is no batch " + close.id());
    }
    var batch =
        new Batch(
            old.id(),
            old.operator(),
            old.day(),
            old.currency(),
            old.endpoint(),
            old.deadline(),
            close.agrees() ? Batch.State.QUEUED : Batch.State.HELD,
            close.digest(),
            close.count(),
            close.amount(),
            close.reason());
    batches.put(close.id(), batch);
    return new Result.BatchShut(batch);
  }
}

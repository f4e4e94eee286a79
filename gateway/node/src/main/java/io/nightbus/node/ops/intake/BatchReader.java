package io.nightbus.node.ops.intake;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Batch;
import io.nightbus.node.engine.Desk;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads one file of charges and hands it to the core, in memory that does not grow with the length
 * of a line. May be given the same file again after any interruption. For one file, on one thread
 * that may wait.
 */
public final class BatchReader {
  private final Desk desk;
  private final String endpoint;
  private final Instant now;
  private final long seed;
  private final Refusals refusals = new Refusals();
  private final BatchFile file;

  /**
   * Reads nothing yet.
   *
   * @param endpoint where the charges go
   * @param now against which the header's day is judged
   * @param seed keys the table of seen ids
   */
  public BatchReader(Desk desk, String endpoint, InputStream body, Instant now, long seed) {
    this.desk = desk;
    this.endpoint = endpoint;
    this.now = now;
    this.seed = seed;
    this.file = new BatchFile(body, refusals);
  }

  /** Reads the file to its end; every charge that is counted as accepted is durable. */
  public Taken read() throws Interrupted {
    return walk(desk, false);
  }

  /** Reads it as {@link #read} does and takes nothing: what would be refused, and why. */
  public Taken check() throws Interrupted {
    return walk(command -> desk.ask(new Command.DryRun(command)), true);
  }

  private Taken walk(Desk asked, boolean dry) throws Interrupted {
    FileRecord.Header header;
    try {
      header = file.header(now);
    } catch (Flaw flaw) {
      refusals.add(1, "", flaw.field(), flaw.reason());
      return nothing(
          Taken.Kind.NOT_A_BATCH,
          "line 1: " + (flaw.field().isEmpty() ? "" : flaw.field() + " ") + flaw.reason());
    } catch (IOException e) {
      return nothing(Taken.Kind.NOT_A_BATCH, "the file broke off in its header");
    }
    return switch (Asking.ask(asked, open(header))) {
      case Result.BatchOpen open when open.known() -> compare(open.batch());
      case Result.BatchOpen open -> {
        var offers = new Offers(asked, header.file(), refusals, seed, dry);
        BatchFile.End end = offer(header, offers);
        yield dry
            ? taken(Taken.Kind.CHECKED, shut(open.batch(), end), offers, end)
            : taken(Taken.Kind.READ, closed(close(header.file(), end)), offers, end);
      }
      case Result.Refused no -> nothing(Taken.Kind.REFUSED, no.reason());
      case Result other -> throw Asking.unexpected(other);
    };
  }

  private Command.OpenBatch open(FileRecord.Header header) {
    return new Command.OpenBatch(
        header.file(),
        header.operator(),
        header.day().toString(),
        header.currency(),
        endpoint,
        header.deadline());
  }

  private Taken nothing(Taken.Kind kind, String trouble) {
    return new Taken(kind, Optional.empty(), 0, 0, 0, refusals.count(), refusals.first(), trouble);
  }

  /** The file id is known: is it the same file? Nothing is offered. */
  private Taken compare(Batch batch) throws Interrupted {
    BatchFile.End end = file.walk((line, fields) -> {});
    if (end.trailer().isPresent() && end.digest().equalsIgnoreCase(batch.digest())) {
      return new Taken(
          Taken.Kind.REPEATED,
          Optional.of(batch),
          file.charges(),
          0,
          file.charges(),
          refusals.count(),
          refusals.first(),
          end.trouble());
    }
    String trouble = "file " + batch.id() + " was taken before with other content";
    return nothing(Taken.Kind.CONFLICT, trouble);
  }

  private BatchFile.End offer(FileRecord.Header header, Offers offers) throws Interrupted {
    BatchFile.End end =
        file.walk((line, fields) -> offers.add(line, FileRecord.Fare.of(fields, header).charge()));
    offers.flush();
    return end;
  }

  private Taken taken(Taken.Kind kind, Batch batch, Offers offers, BatchFile.End end) {
    return new Taken(
        kind,
        Optional.of(batch),
        file.charges(),
        offers.accepted(),
        offers.known(),
        refusals.count(),
        refusals.first(),
        end.trouble());
  }

  private Batch closed(Command.CloseBatch close) throws Interrupted {
    return switch (Asking.ask(desk, close)) {
      case Result.BatchShut shut -> shut.batch();
      case Result.Refused no -> throw new Interrupted(no.reason());
      case Result other -> throw Asking.unexpected(other);
    };
  }

  private Batch shut(Batch batch, BatchFile.End end) {
    Command.CloseBatch close = close(batch.id(), end);
    return batch.shut(
        close.agrees(), close.digest(), close.count(), close.amount(), close.reason());
  }

  private Command.CloseBatch close(String id, BatchFile.End end) {
    return new Command.CloseBatch(
        id,
        end.trailer().map(FileRecord.Trailer::digest).orElse(""),
        end.trailer().map(FileRecord.Trailer::count).orElse(file.charges()),
        end.trailer().map(FileRecord.Trailer::amount).orElse(file.amount()),
        end.trouble().isEmpty(),
        end.trouble());
  }
}

package io.nightbus.node.ops.intake;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Walks through the records of one file and finds out how it ends. */
final class BatchFile {
  static final int MOST_CHARGES = 5_000_000;

  private final Lines lines;
  private final Refusals refusals;
  private long charges;
  private long amount;
  private long unreadableAmounts;

  BatchFile(InputStream body, Refusals refusals) {
    this.lines = new Lines(body);
    this.refusals = refusals;
  }

  /** Takes the fields of a charge record; may find a flaw in them. */
  interface ChargeTaker {
    void take(long line, Fields fields) throws Flaw, Interrupted;
  }

  /**
   * How the file ended.
   *
   * @param digest SHA-256 of everything before the trailer
   * @param trouble why it is not in order, empty where it is
   */
  record End(Optional<FileRecord.Trailer> trailer, String digest, String trouble) {}

  long charges() {
    return charges;
  }

  long amount() {
    return amount;
  }

  FileRecord.Header header(Instant now) throws Flaw, IOException {
    if (!lines.next()) {
      throw new Flaw("", "the file is empty");
    }
    if (lines.isTooLong()) {
      throw new Flaw("", "longer than " + Lines.LONGEST + " bytes");
    }
    return FileRecord.Header.of(Fields.of(lines.bytes(), lines.length()), now);
  }

  End walk(ChargeTaker taker) throws Interrupted {
    try {
      while (lines.next()) {
        if (lines.isBlank()) {
          continue;
        }
        Optional<Fields> fields = fields();
        if (fields.isPresent() && fields.get().textOrEmpty("kind").equals("trailer")) {
          return trailer(fields.get());
        }
        if (charges == MOST_CHARGES) {
          return broken("more than " + MOST_CHARGES + " charges in one file: split it");
        }
        charges++;
        take(fields, taker);
      }
      return broken("ends after line " + lines.number() + " without a trailer: half-written");
    } catch (IOException e) {
      return broken("broke off after line " + lines.number());
    }
  }

  private End broken(String trouble) {
    return new End(Optional.empty(), "", "the file " + trouble);
  }

  /** Empty where the line cannot be read: it has been refused. */
  private Optional<Fields> fields() {
    try {
      if (lines.isTooLong()) {
        throw new Flaw("", "longer than " + Lines.LONGEST + " bytes");
      }
      return Optional.of(Fields.of(lines.bytes(), lines.length()));
    } catch (Flaw flaw) {
      refusals.add(lines.number(), "", flaw.field(), flaw.reason());
      return Optional.empty();
    }
  }

  private void take(Optional<Fields> fields, ChargeTaker taker) throws Interrupted {
    OptionalLong asked =
        fields.isEmpty() ? OptionalLong.empty() : fields.get().wholeNumber("amount");
    amount += asked.orElse(0);
    unreadableAmounts += asked.isPresent() ? 0 : 1;
    if (fields.isEmpty()) {
      return;
    }
    try {
      if (!fields.get().textOrEmpty("kind").equals("charge")) {
        throw new Flaw("kind", "is neither charge nor trailer");
      }
      taker.take(lines.number(), fields.get());
    } catch (Flaw flaw) {
      String id = fields.get().textOrEmpty("id");
      boolean shown = FileRecord.ID.matcher(id).matches();
      refusals.add(lines.number(), shown ? id : "", flaw.field(), flaw.reason());
    }
  }

  private End trailer(Fields fields) throws IOException {
    long number = lines.number();
    lines.leaveOut();
    String digest = lines.digest();
    while (lines.next()) {
      if (!lines.isBlank()) {
        return broken("goes on behind its trailer, line " + lines.number());
      }
    }
    try {
      FileRecord.Trailer trailer = FileRecord.Trailer.of(fields);
      return new End(Optional.of(trailer), digest, disagreement(trailer, digest));
    } catch (Flaw flaw) {
      return broken(
          "has a bad trailer, line " + number + ": " + flaw.field() + " " + flaw.reason());
    }
  }

  /** Amounts that cannot be read can only raise the sum. */
  private String disagreement(FileRecord.Trailer trailer, String digest) {
    if (trailer.count() != charges) {
      return "the trailer says " + trailer.count() + " charges, the file has " + charges;
    }
    if (unreadableAmounts == 0 ? trailer.amount() != amount : trailer.amount() < amount) {
      return "the trailer says an amount of " + trailer.amount() + ", the charges make " + amount;
    }
    return trailer.digest().equalsIgnoreCase(digest)
        ? ""
        : "the trailer's sha256 is not that of the file";
  }
}

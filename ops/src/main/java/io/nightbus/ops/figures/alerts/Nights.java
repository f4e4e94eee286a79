package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Files of charges for the rig: each night another one. */
final class Nights {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Shipped shipped;
  private final Path directory;
  private int seed = (int) (System.currentTimeMillis() / 1_000 % 1_000_000) * 100;

  Nights(Shipped shipped, Path directory) {
    this.shipped = shipped;
    this.directory = directory;
  }

  /** Writes one, a card for each charge. */
  Path written(int charges, Duration untilDeadline) {
    Path file = directory.resolve("night-" + ++seed + ".jsonl");
    Instant deadline = Instant.now().plus(untilDeadline).truncatedTo(ChronoUnit.SECONDS);
    try (Child writer =
        Child.start(
            "transit",
            shipped.small(
                List.of(
                    "sim",
                    "transit",
                    "--out=" + file,
                    "--seed=" + seed,
                    "--deadline=" + deadline,
                    "--charges=" + charges,
                    "--cards=" + charges)),
            Map.of(),
            directory.resolve("transit.log"))) {
      if (writer.exitCode(PATIENCE) != 0) {
        throw new StageFailure("no night was written: " + writer.output(PATIENCE).strip());
      }
    }
    return file;
  }

  /** Hands it in over HTTP; the card numbers are gone from the disk afterwards. */
  static void handIn(AlertRig rig, Path file) throws IOException {
    try (InputStream charges = Files.newInputStream(file)) {
      int status = rig.gateway().submit(charges);
      if (status / 100 != 2) {
        throw new StageFailure("the gateway answered " + status + " to a file of charges");
      }
    } finally {
      Files.delete(file);
    }
  }
}

package io.nightbus.ops.figures;

import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * {@code Rehearsal DISTRIBUTION}: runs the gateway of a new distribution under load for a moment,
 * so that the Java machine writes down which classes it loads and how they are used (JEP 483, 515).
 * Every later start of any command then takes a third of the time. For the build.
 */
public final class Rehearsal {
  private static final int SECONDS = 2;
  private static final int WARM_UP = 3;
  private static final Duration END = Duration.ofMinutes(3);

  private Rehearsal() {}

  /** Without it everything works as well, only later: a rehearsal that fails ends no build. */
  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("nightbus-rehearsal-");
    try {
      rehearse(Shipped.in(Path.of(args[0])), directory);
    } catch (StageFailure failed) {
      System.err.println("no rehearsal, starts will take longer: " + failed.getMessage());
    } finally {
      delete(directory);
    }
  }

  private static void rehearse(Shipped shipped, Path directory) {
    try (Rig rig = new Rig(shipped.rehearsing(), shipped, directory, true)) {
      try (Child load = rig.through(WARM_UP, SECONDS, "--rate=500")) {
        var _ = rig.result(load, SECONDS);
      }
      rig.stopGateway(END);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

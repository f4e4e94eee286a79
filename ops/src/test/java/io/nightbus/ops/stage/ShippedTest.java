package io.nightbus.ops.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What figures and tests start is what the launcher starts. */
final class ShippedTest {
  private static final Path LAUNCHER = Path.of("bin/nightbus");

  @Test
  void itsProcessesHaveTheLaunchersOptions() throws IOException {
    String launcher = Files.readString(LAUNCHER);
    List<String> options =
        Shipped.asRunning().command(List.of(), List.of("run")).stream()
            .filter(word -> word.startsWith("-XX:") || word.startsWith("--"))
            .filter(word -> !word.startsWith("-XX:AOTCache"))
            .toList();

    assertThat(options).hasSizeGreaterThan(5).allMatch(launcher::contains);
  }

  /** A gateway that reads its classes from the jars needs 40 MB for them. */
  @Test
  void classesAreReadWithoutAFullCollection() throws IOException {
    String option = "-XX:MetaspaceSize=64m";

    assertThat(Files.readString(LAUNCHER)).contains(" " + option + " ");
    assertThat(Shipped.asRunning().command(List.of(), List.of("run"))).contains(option);
  }
}

package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.figures.alerts.AlertFigures;
import io.nightbus.ops.figures.alerts.AlertTable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One fault of each class, under the eyes of a real Prometheus and Alertmanager: told in time,
 * under the right name, and nothing else pages. {@code ops/bin/figures alerts} plays all of them.
 */
final class AlertsIT {
  /** Way, protocol, money, process, store, deadline, people. */
  private static final List<String> ONE_OF_EACH =
      List.of("N1b", "P8", "I1", "H2", "S10b", "L6b", "O11");

  @TempDir static Path directory;

  @Test
  void eachFaultIsToldInTimeUnderItsName() throws Exception {
    try (var figures =
        new AlertFigures(
            Distribution.shipped(), Path.of("").toAbsolutePath(), directory, _ -> {})) {
      AlertTable table = figures.play(ONE_OF_EACH);

      assertThat(table.rows()).hasSameSizeAs(ONE_OF_EACH);
      assertThat(table.shortcomings()).isEmpty();
    }
  }
}

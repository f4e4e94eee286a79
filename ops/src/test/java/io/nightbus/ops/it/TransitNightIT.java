package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transit night as a user starts it, with each of the promises that a network may give. */
final class TransitNightIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @ParameterizedTest
  @CsvSource({"11, duplicates", "2, tombstone", "25, nothing"})
  void everyCardIsReleasedBeforeTheDeadlineAndNoneBlockedWrongly(long seed, String promise)
      throws Exception {
    Path kept = directory.resolve("night");

    Said said =
        Said.by(
            "demo",
            "transit-night",
            "--fast",
            "--json",
            "--seed",
            Long.toString(seed),
            "--keep",
            kept.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    JsonNode ending = JSON.readTree(said.lines().getLast());
    assertThat(ending.path("guarantees").path(0).asText("nothing")).isEqualTo(promise);
    assertThat(ending.path("charges").asLong()).isEqualTo(3_000);
    assertThat(ending.path("kills").asInt()).isEqualTo(1);
    assertThat(ending.path("secondsBeforeDeadline").asLong()).isNotNegative();
    assertThat(ending.path("toldAsDeclined").asLong()).isPositive();
    assertThat(ending.path("probes").asLong()).isBetween(1L, 100L);
    assertThat(said.text())
        .contains("of the other issuers are settled", "deadline", "The books agree to the penny.");
  }
}

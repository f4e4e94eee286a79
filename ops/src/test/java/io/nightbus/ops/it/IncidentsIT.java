package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.transit.Night;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Named incidents of the transit night, played with what is shipped; after each the books balance
 * and no card was told as declined. The night that the network is away is {@link TransitNightIT}.
 */
final class IncidentsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int CHARGES = 600;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private Stage stage(String promise) {
    Set<String> guarantees = promise.equals("nothing") ? Set.of() : Set.of(promise);
    return Stage.set(
        directory.resolve("stage"),
        Setting.plain(3).guaranteeing(guarantees),
        Distribution.shipped(),
        Distribution.configuration());
  }

  private static Path night(Stage stage) throws IOException {
    return night(stage, LocalDate.now(ZoneOffset.UTC).minusDays(1));
  }

  private static Path night(Stage stage, LocalDate day) throws IOException {
    Night usual = Night.of(9_003, day);
    Path file = stage.directory().resolve("night-9003.jsonl");
    try (var out = Files.newOutputStream(file)) {
      new Night(9_003, usual.operator(), day, usual.deadline(), usual.ranges(), 500, CHARGES)
          .write(out);
    }
    stage.handedIn(file);
    return file;
  }

  private static void submit(Stage stage, Path file, String log) {
    try (Child child =
        stage
            .gateway()
            .command(stage.directory().resolve(log), "batch", "submit", file.toString())) {
      assertThat(child.exitCode(PATIENCE)).as(child.output(PATIENCE)).isZero();
    }
  }

  /** Everything at rest, what the report says, and the books. */
  private static JsonNode ends(Stage stage) throws Exception {
    stage.gateway().awaitStatus("still owes or waits", PATIENCE, GatewayStatus::isDrained);
    GatewayStatus end = stage.gateway().status();
    assertThat(end.charges("AUTHORISED") + end.charges("HELD")).isEqualTo(CHARGES);
    JsonNode report = report(stage);
    assertThat(report.path("sum").path("addsUp").asBoolean()).isTrue();
    assertThat(report.path("attempts").path("most_answered_for_one_charge").asInt())
        .as("what schemes count")
        .isBetween(1, 6);
    for (JsonNode event :
        stage.gateway().json("/api/v1/transit/events?limit=5000").path("events")) {
      assertThat(event.path("kind").asText()).isNotEqualTo("DECLINED");
    }
    stage.strike();
    assertThat(Books.audit(EvidenceFiles.read(stage.directory())).flaws()).isEmpty();
    return report;
  }

  /** IR3: half was authorised, the replies were lost, and the file is sent again the next day. */
  @ParameterizedTest
  @ValueSource(strings = {"duplicates", "tombstone", "nothing"})
  void halfOfABatchWasAppliedUnheardAndTheFileComesAgain(String promise) throws Exception {
    try (Stage stage = stage(promise)) {
      stage.network().fault("\"kind\": \"answer_lost\", \"share\": 0.5");
      Path file = night(stage);
      submit(stage, file, "submit-1.log");
      stage
          .gateway()
          .awaitStatus("does not try them", PATIENCE, now -> now.chargesAtRest() >= CHARGES / 3);
      stage.network().healAll();
      submit(stage, file, "submit-2.log");
      assertThat(stage.gateway().status().allCharges()).isEqualTo(CHARGES);
      JsonNode report = ends(stage);
      boolean promised = !promise.equals("nothing");
      assertThat(report.path("attempts").path("unanswered").asInt() == 0).isEqualTo(promised);
    }
  }

  /**
   * IR5: of a quarter the answers are lost or bad inside a gateway behind the network, until ours
   * has held a range for it or half of the night is at rest.
   */
  @ParameterizedTest
  @ValueSource(strings = {"duplicates", "tombstone", "nothing"})
  void aQuarterFailsSomewhereBehindTheNetwork(String promise) throws Exception {
    try (Stage stage = stage(promise)) {
      stage.network().fault("\"kind\": \"answer_lost\", \"share\": 0.15");
      for (String cards : List.of("4", "5")) {
        stage
            .network()
            .fault("\"kind\": \"range_out\", \"share\": 0.1, \"cards\": \"" + cards + "\"");
      }
      submit(stage, night(stage), "submit.log");
      stage
          .gateway()
          .awaitStatus(
              "neither holds a range nor gets on",
              PATIENCE,
              now -> !now.heldRanges().isEmpty() || now.chargesAtRest() >= CHARGES / 2);
      stage.network().healAll();
      ends(stage);
    }
  }

  /** IR6: a queue of a month ago is found at a restart: nothing goes until a person says so. */
  @Test
  void aMonthOldQueueIsFoundAtRestart() throws Exception {
    try (Stage stage = stage("nothing")) {
      stage.network().fault("\"kind\": \"refuse\"");
      stage.gateway().awaitStatus("still has a link", PATIENCE, status -> !status.anyUp("network"));
      Path file = night(stage, LocalDate.now(ZoneOffset.UTC).minusDays(31));
      submit(stage, file, "submit.log");
      stage.gateway().kill();
      stage.network().healAll();
      stage.gateway().startAgain();
      stage.gateway().awaitReady();
      stage
          .gateway()
          .awaitStatus("sends them", PATIENCE, status -> status.charges("HELD") == CHARGES);
      assertThat(attempts(stage)).as("attempts that nobody ordered").isZero();
      order(stage, "retry", "--reason", "found in the corner of a disk, and still owed");
      JsonNode report = ends(stage);
      assertThat(report.path("attempts").path("charges_attempted").asInt()).isEqualTo(CHARGES);
    }
  }

  private static String batch(Stage stage) {
    return stage.gateway().json("/api/v1/batches").path("batches").path(0).path("id").asText();
  }

  private static int attempts(Stage stage) {
    return report(stage).path("attempts").path("attempts").asInt();
  }

  private static JsonNode report(Stage stage) {
    return stage.gateway().json("/api/v1/transit/batches/" + batch(stage) + "/report");
  }

  private static void order(Stage stage, String what, String... more) {
    List<String> words = new ArrayList<>(List.of("batch", what, batch(stage)));
    words.addAll(List.of(more));
    try (Child child =
        stage
            .gateway()
            .command(stage.directory().resolve(what + ".log"), words.toArray(String[]::new))) {
      assertThat(child.exitCode(PATIENCE)).as(child.output(PATIENCE)).isZero();
    }
  }
}

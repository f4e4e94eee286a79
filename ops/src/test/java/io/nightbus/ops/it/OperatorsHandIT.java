package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator does to the night's charges by the shipped commands, and what proves it after.
 */
final class OperatorsHandIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHARGES = 400;

  @TempDir Path directory;

  private Stage stage;

  @BeforeEach
  void set() {
    stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1),
            Distribution.shipped(),
            Distribution.configuration());
  }

  @AfterEach
  void takeDown() {
    stage.close();
  }

  private Said gateway(String... words) throws IOException {
    Child child =
        stage.gateway().command(Files.createTempFile(directory, "command", ".log"), words);
    String text = child.output(PATIENCE);
    return new Said(child.exitCode(PATIENCE), text);
  }

  private Said good(String... words) throws IOException {
    Said said = gateway(words);
    assertThat(said.exitCode()).as(String.join(" ", words) + ": " + said.text()).isZero();
    return said;
  }

  private Path night() throws IOException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    Night usual = Night.of(9_001, day);
    Path file = stage.directory().resolve("night-9001.jsonl");
    try (var out = Files.newOutputStream(file)) {
      new Night(9_001, usual.operator(), day, usual.deadline(), usual.ranges(), 300, CHARGES)
          .write(out);
    }
    stage.handedIn(file);
    return file;
  }

  /** Report, life, events and journal say what was done, and the journal is whole. */
  private void proves(String batch, String charge) throws IOException {
    assertThat(good("batch", "report", batch).text()).contains("it adds up", "cancelled");
    assertThat(good("batch", "report", batch, "--format", "csv").lines())
        .startsWith("kind,charge,state,reason,count,amount,attempts,resolved")
        .anyMatch(line -> line.startsWith("total,,AUTHORISED,"));
    assertThat(good("batch", "report", batch, "--format", "json").text()).contains("\"addsUp\"");
    assertThat(good("tx", "show", charge).text())
        .contains("charge " + charge + " of batch " + batch);
    assertThat(gateway("tx", "show", "no-such-charge").exitCode()).isNotZero();
    Path events = stage.directory().resolve("events.jsonl");
    good("batch", "events", "--out", events.toString());
    List<String> told = Files.readAllLines(events);
    assertThat(told).isNotEmpty().allMatch(line -> line.startsWith("{\"seq\":"));
    assertThat(told.getFirst()).contains("\"HELD\"", "\"EVERYTHING\"");
    good("batch", "events", "--out", events.toString());
    assertThat(Files.readAllLines(events)).as("it goes on where it was").isEqualTo(told);
    assertThat(good("journal", "show").text()).contains("roadworks", "sold twice", "file queued");
    String whole = good("journal", "verify").text();
    assertThat(whole).contains("whole: ");
    String head = whole.strip().replaceFirst(".* ", "");
    good("journal", "verify", "--head", head);
    assertThat(gateway("journal", "verify", "--head", "0".repeat(63) + "1").exitCode())
        .isEqualTo(1);
  }

  private static String id(Path file) throws IOException {
    String header = Files.readAllLines(file).getFirst();
    return header.replaceFirst(".*\"file\":\"([^\"]+)\".*", "$1");
  }

  @Test
  void aPausedNightGoesOnWhenItIsResumedAndWhatWasNeverSentIsCancelled() throws Exception {
    assertThat(good("batch", "pause", "--for", "1h", "--by", "ann", "--reason", "roadworks").text())
        .contains("0 charges")
        .contains(", until ");
    assertThat(gateway("why").text())
        .contains("By order no charge goes: everything.")
        .contains("ann ordered it: roadworks");
    Path file = night();
    String batch = id(file);
    good("batch", "submit", file.toString());
    assertThat(good("batch", "status").text())
        .contains("held: everything")
        .contains(" until ")
        .contains("by ann): roadworks")
        .contains("400 charges to go");
    assertThat(good("batch", "resume", "--dry-run", "--reason", "just looking").text())
        .contains("would concern 400 charges");
    Said cancelled = good("batch", "cancel", batch, "--range", "455610", "--reason", "sold twice");
    assertThat(stage.gateway().status().charges("QUEUED")).isLessThan(CHARGES);
    good("batch", "throttle", "1000", "--reason", "gently");
    good("batch", "resume", "--reason", "over");
    stage.gateway().awaitStatus("still owes", PATIENCE, GatewayStatus::isDrained);
    long gone = stage.gateway().status().charges("CANCELLED");
    assertThat(cancelled.text()).contains(gone + " charges");
    assertThat(gone).isBetween(1L, CHARGES - 1L);
    proves(batch, Files.readAllLines(file).get(1).replaceFirst(".*\"id\":\"([^\"]+)\".*", "$1"));
    Said nothing = gateway("batch", "resume", batch, "--reason", "again");
    assertThat(nothing.exitCode()).isEqualTo(5);
    assertThat(nothing.lines()).hasSize(1);
    assertThat(nothing.text()).contains("nothing of this name is held");
    assertThat(gateway("batch", "cancel", "--reason", "oops").text()).contains("say which charges");
  }
}

package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a user starts it: it ends with balanced books, and a forged row turns them red. */
final class DemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LIVE_CARDS = 1_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  /**
   * A small night for each of the promises that a network may give; with the second and the third
   * the issuer goes silent, and the gateway is killed once more in the middle of the replay.
   */
  @ParameterizedTest
  @CsvSource({"11, duplicates", "2, tombstone", "25, nothing"})
  void endsWithBalancedBooks(long seed, String promise) throws Exception {
    Path kept = directory.resolve("demo");

    Said said =
        Said.by(
            "demo", "--fast", "--json", "--seed", Long.toString(seed), "--keep", kept.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    JsonNode ending = JSON.readTree(said.lines().getLast());
    assertThat(ending.path("guarantees").path(0).asText("nothing")).isEqualTo(promise);
    assertThat(ending.path("charges").asLong()).isEqualTo(3_000);
    assertThat(ending.path("kills").asInt()).isPositive();
    assertThat(said.text()).contains("SIGKILL of the gateway", "The books agree to the penny.");
    noCardInTheClear(kept);
    aForgedRowTurnsTheBooksRed(kept);
  }

  /**
   * A ledger of each simulator, a journal of each client, and the gateway's store: one row each.
   */
  private static void aForgedRowTurnsTheBooksRed(Path kept) throws Exception {
    assertThat(books(kept).exitCode()).isZero();

    String applied = "\"effect\":\"APPLIED\"";
    forgeLine(kept, "network.ledger.jsonl", applied, "\"effect\":\"NOTED\"");
    forgeLine(kept, "issuer.ledger.jsonl", applied, "\"effect\":\"NOTED\"");
    String approved = "\"state\":\"APPROVED\"";
    forgeLine(kept, "acquirer.journal.jsonl", approved, "\"state\":\"REVERSED\"");
    forgeLine(kept, "network.journal.jsonl", approved, "\"state\":\"REVERSED\"");
    Path store = kept.resolve("gateway").resolve("nightbus.db");
    byte[] before = Files.readAllBytes(store);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement()) {
      int forged =
          statement.executeUpdate(
              "UPDATE charge SET state = 'DECLINED' WHERE id ="
                  + " (SELECT min(id) FROM charge WHERE state = 'AUTHORISED')");
      assertThat(forged).isEqualTo(1);
    }
    assertThat(books(kept).exitCode()).as("a forged row in the store").isEqualTo(1);
    Files.write(store, before);
    assertThat(books(kept).exitCode()).as("taken back").isZero();
  }

  private static void forgeLine(Path kept, String name, String from, String to) throws IOException {
    Path file = kept.resolve(name);
    String text = Files.readString(file);
    int at = text.lastIndexOf(from);
    assertThat(at).as("%s in %s", from, name).isPositive();
    Files.writeString(file, text.substring(0, at) + to + text.substring(at + from.length()));
    Said said = books(kept);
    assertThat(said.exitCode()).as("a forged row in %s: %s", name, said.text()).isEqualTo(1);
    Files.writeString(file, text);
  }

  private static Said books(Path kept) throws IOException {
    return Said.by("books", kept.toString());
  }

  /**
   * The store with its free pages, the logs, journals and ledgers, and what the gateway told over
   * HTTP: a card number is in none of them.
   */
  private static void noCardInTheClear(Path kept) throws IOException {
    Set<String> cards = cards(kept);
    List<Path> files;
    try (Stream<Path> all = Files.walk(kept)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().equals("night.jsonl"))
              .toList();
    }
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .contains("nightbus.db", "gateway.log", "gateway.metrics.txt", "gateway.status.json");
    for (Path file : files) {
      assertThat(Clear.cards(Files.readAllBytes(file), cards))
          .as("card numbers in the clear in " + kept.relativize(file))
          .isEmpty();
    }
  }

  /** Those of the night's charges and those that the live requests are for. */
  private static Set<String> cards(Path kept) throws IOException {
    Set<String> cards = new HashSet<>();
    for (String line : Files.readAllLines(kept.resolve("night.jsonl"))) {
      String pan = JSON.readTree(line).path("pan").asText("");
      if (!pan.isEmpty()) {
        cards.add(pan);
      }
    }
    assertThat(cards).hasSizeGreaterThan(1_000);
    for (String range : List.of(Stage.OUR_CARDS, Stage.OTHER_CARDS)) {
      var live = new Cards(range, LIVE_CARDS);
      for (int i = 0; i < LIVE_CARDS; i++) {
        cards.add(live.card(i).digits());
      }
    }
    return cards;
  }

  @Test
  void aCardInTheClearWouldBeFound() {
    byte[] text = "x4000001234567899y".getBytes(StandardCharsets.US_ASCII);
    byte[] packed = {1, 0x40, 0, 0, 0x12, 0x34, 0x56, 0x78, (byte) 0x99, 1};

    assertThat(Clear.cards(text, Set.of("4000001234567899"))).hasSize(1);
    assertThat(Clear.cards(packed, Set.of("4000001234567899"))).hasSize(1);
    assertThat(Clear.cards(text, Set.of("4000001234567898"))).isEmpty();
  }

  @Test
  void tellsItsExitCodes() throws Exception {
    assertThat(Said.by("demo", "--help").text()).contains("Exit codes:", "agree to the penny");
  }

  @Test
  void refusesADirectoryThatIsNotEmpty() throws Exception {
    Files.writeString(directory.resolve("x"), "x");

    Said said = Said.by("demo", "--keep", directory.toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.lines()).singleElement().asString().contains("not empty");
  }
}

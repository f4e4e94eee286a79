package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo as a user starts it: it ends with balanced books, and a forged row turns it red. */
final class DemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  /**
   * A whole night; the seeds draw a network that removes duplicates, honours tombstones, or
   * neither.
   */
  @ParameterizedTest
  @CsvSource({"4, duplicates, ''", "2, tombstone, --fast", "3, '', --fast"})
  void endsWithBalancedBooks(long seed, String promise, String size) throws Exception {
    Path kept = directory.resolve("demo");
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of("demo", "--json", "--seed", Long.toString(seed), "--keep", kept.toString()));
    if (!size.isEmpty()) {
      words.add(size);
    }

    Said said = Said.by(words.toArray(String[]::new));

    assertThat(said.exitCode()).as(said.text()).isZero();
    JsonNode ending = JSON.readTree(said.lines().getLast());
    assertThat(ending.path("guarantees").toString())
        .isEqualTo(promise.isEmpty() ? "[]" : "[\"" + promise + "\"]");
    assertThat(ending.path("charges").asLong()).isEqualTo(size.isEmpty() ? 20_000 : 2_000);
    assertThat(ending.path("kills").asInt()).isPositive();
    assertThat(ending.path("seconds").asDouble()).isLessThan(90);
    assertThat(said.text()).contains("The books agree to the penny.");
    noCardInTheClear(kept);
    aForgedRowTurnsTheBooksRed(kept);
  }

  /** Ledger, journal and store, one row each. */
  private static void aForgedRowTurnsTheBooksRed(Path kept) throws Exception {
    assertThat(books(kept).exitCode()).isZero();

    forgeLine(kept, "network.ledger.jsonl", "\"effect\":\"APPLIED\"", "\"effect\":\"NOTED\"");
    forgeLine(kept, "acquirer.journal.jsonl", "\"state\":\"APPROVED\"", "\"state\":\"REVERSED\"");
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
    assertThat(at).isPositive();
    Files.writeString(file, text.substring(0, at) + to + text.substring(at + from.length()));
    assertThat(books(kept).exitCode()).as("a forged row in " + name).isEqualTo(1);
    Files.writeString(file, text);
  }

  private static Said books(Path kept) throws IOException {
    return Said.by("books", kept.toString());
  }

  /**
   * The store with its log, the logs, the journals and ledgers: a card number is in none of them.
   */
  private static void noCardInTheClear(Path kept) throws IOException {
    Set<String> cards = new HashSet<>();
    for (String line : Files.readAllLines(kept.resolve("night.jsonl"))) {
      String pan = JSON.readTree(line).path("pan").asText("");
      if (!pan.isEmpty()) {
        cards.add(pan);
      }
    }
    assertThat(cards).hasSizeGreaterThan(1_000);
    List<Path> files;
    try (Stream<Path> all = Files.walk(kept)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().equals("night.jsonl"))
              .toList();
    }
    assertThat(files).extracting(file -> file.getFileName().toString()).contains("nightbus.db");
    for (Path file : files) {
      assertThat(Clear.cards(Files.readAllBytes(file), cards))
          .as("card numbers in the clear in " + kept.relativize(file))
          .isEmpty();
    }
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

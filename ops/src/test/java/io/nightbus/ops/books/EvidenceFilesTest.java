package io.nightbus.ops.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files as the simulators, the operator and the gateway write them; a forged row turns them red.
 */
final class EvidenceFilesTest {
  private static final String CARD = "4000001234567899";

  @TempDir Path directory;

  @BeforeEach
  void write() throws Exception {
    Files.writeString(
        directory.resolve("books.json"),
        """
        {"store": "nightbus.db", "charges": ["night.jsonl"],
         "ledgers": {"network": "network.jsonl"},
         "journals": [{"originator": "acquirer", "endpoint": "network", "file": "acquirer.jsonl"}],
         "guarantees": {"network": ["duplicates"]}}
        """);
    Files.writeString(
        directory.resolve("night.jsonl"),
        """
        {"kind":"header","file":"f","currency":"826"}
        {"kind":"charge","id":"c1","pan":"%s","amount":250,"currency":"826"}
        {"kind":"trailer","count":1,"amount":250}
        """
            .formatted(CARD));
    String card = Lines.token(CARD);
    Files.writeString(
        directory.resolve("network.jsonl"),
        """
        {"seq":1,"wall":"2026-11-23T01:00:00Z","mti":"0100","repeat":false,"de7":"1123010000","de11":"000001","de37":"000000000101","amount":250,"currency":"826","card":"%1$s","code":"00","answer":"00","de38":"AAAAAA","effect":"APPLIED"}
        {"seq":2,"wall":"2026-11-23T01:00:01Z","mti":"0100","repeat":false,"de7":"1123010001","de11":"000002","de37":"A00000000001","amount":100,"currency":"826","card":"%1$s","code":"00","answer":"00","de38":"BBBBBB","effect":"APPLIED"}
        """
            .formatted(card));
    Files.writeString(
        directory.resolve("acquirer.jsonl"),
        """
        {"seq":1,"de37":"A00000000001","amount":100,"currency":"826","card":"%1$s","state":"SENT","answers":0}
        {"seq":1,"de37":"A00000000001","amount":100,"currency":"826","card":"%1$s","state":"APPROVED","answers":1,"code":"00","de38":"BBBBBB"}
        """
            .formatted(card));
    sql(
        "CREATE TABLE v_charge AS SELECT 1 AS id, 'c1' AS charge_id, 'f' AS batch, 'network' AS"
            + " endpoint, 'l' AS lane, 250 AS amount, '826' AS currency, 'AUTHORISED' AS state, 1"
            + " AS attempt, '' AS reason, '00' AS code, 'AAAAAA' AS approval",
        "CREATE TABLE v_batch AS SELECT 'f' AS id, 'QUEUED' AS state, 1 AS claimed_count, 250 AS"
            + " claimed_amount, 1 AS accepted_count, 250 AS accepted_amount",
        "CREATE TABLE v_attempt AS SELECT 'c1' AS charge, 1 AS number, '000000000101' AS rrn,"
            + " 1 AS transmissions,"
            + " 'ANSWERED' AS state, '00' AS code, 'AAAAAA' AS approval",
        "CREATE TABLE v_obligation (id, ord, endpoint, lane, duty, state, created,"
            + " attempts, exchange, charge, rrn, amount, out_mti, stan, de7)",
        "CREATE TABLE v_decision (id, exchange, rrn, card, approved, amount, code, approval,"
            + " decided, standing, withdrawn)",
        "CREATE TABLE v_exchange AS SELECT 9 AS id, 'acquirer' AS originator, 'network' AS"
            + " endpoint, 'A00000000001' AS rrn, 100 AS amount, '826' AS currency, 'APPROVED' AS"
            + " verdict, '00' AS code, 'BBBBBB' AS approval, NULL AS"
            + " concluded",
        "CREATE TABLE v_counter (scope, period, count, amount)");
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("nightbus.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void replace(String file, String from, String to) throws Exception {
    Path path = directory.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private Balance balance() throws Exception {
    return Books.audit(EvidenceFiles.read(directory));
  }

  @Test
  void agreesAsWritten() throws Exception {
    assertThat(balance().flaws()).isEmpty();
    assertThat(balance().charges()).isEqualTo(1);
    assertThat(balance().requests()).isEqualTo(1);
  }

  @Test
  void aFileThatWasHandedInTwiceCountsOnce() throws Exception {
    replace("books.json", "[\"night.jsonl\"]", "[\"night.jsonl\", \"night.jsonl\"]");

    assertThat(balance().flaws()).isEmpty();
    assertThat(balance().charges()).isEqualTo(1);
  }

  @Test
  void aForgedLedgerRowIsFound() throws Exception {
    replace("network.jsonl", "\"amount\":250", "\"amount\":251");

    assertThat(balance().agrees()).isFalse();
  }

  @Test
  void aForgedJournalRowIsFound() throws Exception {
    replace("acquirer.jsonl", "APPROVED", "REVERSED");

    assertThat(balance().agrees()).isFalse();
  }

  @Test
  void aForgedRowOfTheStoreIsFound() throws Exception {
    sql("UPDATE v_charge SET state = 'DECLINED'");

    assertThat(balance().agrees()).isFalse();
  }

  @Test
  void aBrokenFileIsNamedWithItsLine() throws Exception {
    replace("network.jsonl", "\"seq\":2", "seq:2");

    assertThatThrownBy(this::balance)
        .isInstanceOf(UnreadableEvidence.class)
        .hasMessageContaining("network.jsonl:2");
  }

  @Test
  void aMissingStoreIsNamed() throws Exception {
    Files.delete(directory.resolve("nightbus.db"));

    assertThatThrownBy(this::balance).hasMessageContaining("nightbus.db: there is no such file");
  }

  @Test
  void aDirectoryThatIsNoneIsNamed() {
    assertThatThrownBy(() -> EvidenceFiles.read(directory.resolve("nowhere")))
        .hasMessageContaining("books.json");
  }
}

package io.nightbus.node.store;

import static io.nightbus.core.BookSamples.NOON;
import static io.nightbus.core.BookSamples.advice;
import static io.nightbus.core.BookSamples.answer;
import static io.nightbus.core.BookSamples.batch;
import static io.nightbus.core.BookSamples.charge;
import static io.nightbus.core.BookSamples.decision;
import static io.nightbus.core.BookSamples.intent;
import static io.nightbus.core.BookSamples.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.BookEar;
import io.nightbus.core.Change;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.node.store.Reports.Sum;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and checkers read. */
class ReportsTest {
  @TempDir Path folder;
  private SqliteBook book;
  private BookEar ear;

  @BeforeEach
  void open() {
    book = SqliteBook.open(folder.resolve("book.db"), Keys.create(folder.resolve("keys")));
    book.recover();
    ear = BookEar.of(book);
  }

  @AfterEach
  void close() {
    book.close();
  }

  private List<String> rows(String query) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      var rows = new ArrayList<String>();
      while (row.next()) {
        var columns = new StringJoiner("|");
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
          columns.add(row.getString(i));
        }
        rows.add(columns.toString());
      }
      return rows;
    }
  }

  private void change(String text) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private void night() {
    ear.submit(new Change.BatchOpened(batch("night", Batch.State.RECEIVING)));
    for (long id = 1; id <= 4; id++) {
      ear.submit(new Change.ChargeAccepted(charge(id, "night")));
    }
    ear.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    ear.submit(new Change.ChargeSent(1, 1, "R1", stamp(11), NOON));
    ear.submit(
        new Change.ChargeMoved(
            1,
            ChargeState.AUTHORISED,
            Optional.of(Change.AttemptEnd.ANSWERED),
            "APPROVED",
            "00",
            "123456",
            NOON.plusSeconds(1)));
    ear.submit(new Change.BatchOpened(batch("day", Batch.State.RECEIVING)));
    ear.store(new Change.ChargeSent(2, 1, "R2", stamp(12), NOON));
  }

  @Test
  void batches_are_reported_newest_first_by_state() {
    night();
    try (Reports reports = book.reports()) {
      assertThat(reports.batches())
          .containsExactly(
              new Reports.BatchReport(batch("day", Batch.State.RECEIVING), Map.of()),
              new Reports.BatchReport(
                  batch("night", Batch.State.QUEUED),
                  Map.of(
                      ChargeState.QUEUED, new Sum(2, 207),
                      ChargeState.SENDING, new Sum(1, 102),
                      ChargeState.AUTHORISED, new Sum(1, 101))));
      assertThat(reports.batch("day")).isPresent();
      assertThat(reports.batch("other")).isEmpty();
    }
  }

  @Test
  void conservation_holds_and_a_forged_row_breaks_it() throws Exception {
    night();
    try (Reports reports = book.reports()) {
      assertThat(reports.conservation()).hasSize(2).allMatch(Reports.Conservation::holds);
      assertThat(reports.conservation().getFirst().accepted()).isEqualTo(new Sum(4, 410));
      for (String forgery :
          List.of(
              "UPDATE charge SET amount = amount + 1 WHERE id = 3",
              "UPDATE charge SET state = 'DECLINED' WHERE id = 1",
              "DELETE FROM charge WHERE id = 4",
              "UPDATE tally SET count = count + 1 WHERE state = 'SENDING'",
              "UPDATE batch SET accepted_amount = 0 WHERE id = 'night'")) {
        change("CREATE TABLE IF NOT EXISTS kept_charge AS SELECT * FROM charge");
        change("CREATE TABLE IF NOT EXISTS kept_tally AS SELECT * FROM tally");
        change(forgery);
        assertThat(reports.conservation()).as(forgery).anyMatch(batch -> !batch.holds());
        change("DELETE FROM charge");
        change("INSERT INTO charge SELECT * FROM kept_charge");
        change("DELETE FROM tally");
        change("INSERT INTO tally SELECT * FROM kept_tally");
        change("UPDATE batch SET accepted_amount = 410 WHERE id = 'night'");
        assertThat(reports.conservation()).allMatch(Reports.Conservation::holds);
      }
    }
  }

  @Test
  void the_views_of_charges() throws Exception {
    night();
    assertThat(
            rows(
                "SELECT charge_id, batch, lane, amount, state, attempt, reason, code, approval"
                    + " FROM v_charge ORDER BY id"))
        .containsExactly(
            "ride-1|night|lane-1|101|AUTHORISED|1|APPROVED|00|123456",
            "ride-2|night|lane-2|102|SENDING|1|||",
            "ride-3|night|lane-3|103|QUEUED|0|||",
            "ride-4|night|lane-4|104|QUEUED|0|||");
    assertThat(rows("SELECT * FROM v_attempt ORDER BY charge"))
        .containsExactly(
            "ride-1|1|R1|0100|000011|0302120000|2026-03-02T12:00:00.123Z|1|ANSWERED|APPROVED|00"
                + "|123456|2026-03-02T12:00:01.123Z|",
            "ride-2|1|R2|0100|000012|0302120000|2026-03-02T12:00:00.123Z|1|SENT||||null|");
    assertThat(rows("SELECT id, state, claimed_count, accepted_count FROM v_batch"))
        .containsExactly("night|QUEUED|3|4", "day|RECEIVING|0|0");
  }

  @Test
  void the_views_of_live_traffic() throws Exception {
    ear.submit(
        new Change.Intended(intent(1)),
        new Change.Concluded(1, Verdict.STOOD_IN_APPROVED, answer(1, "00"), NOON.plusSeconds(1)),
        new Change.Decided(decision(1, true)),
        new Change.Counted("exposure", "all", 1, 1),
        new Change.Owed(advice(3, 1, "card-1")));
    ear.submit(new Change.Intended(intent(4)));
    ear.submit(new Change.ObligationSent(3, stamp(77), 1));
    ear.submit(new Change.ObligationEnded(3, Ending.DELIVERED, "", NOON.plusSeconds(5)));
    ear.store(new Change.Withdrawn(1, NOON));
    assertThat(rows("SELECT * FROM v_exchange ORDER BY id"))
        .containsExactly(
            "1|acquirer|1|0302120000|000001|123456|TERM0001|host|0100|000002|0302120000"
                + "|000000000001|1|978|2026-03-02T12:00:00.123Z|STOOD_IN_APPROVED|00|000001"
                + "|2026-03-02T12:00:01.123Z",
            "4|acquirer|1|0302120000|000004|123456|TERM0001|host|0100|000005|0302120000"
                + "|000000000004|4|978|2026-03-02T12:00:00.123Z|null|null|null|null");
    assertThat(rows("SELECT * FROM v_decision"))
        .containsExactly(
            "1|1|000000000001|card-1|1|1|978|00|S00001|TIMEOUT|2026-03-02T12:00:00.123Z|0|1");
    assertThat(rows("SELECT * FROM v_counter")).containsExactly("exposure|all|1|1");
    assertThat(rows("SELECT * FROM v_obligation"))
        .containsExactly(
            "3|1|host|card-1|ADVICE|DELIVERED||2026-03-02T12:00:00.123Z|2026-03-02T12:00:05.123Z"
                + "|2026-03-02T12:00:05.123Z|1|1|0||000000000001|1|978|00|0100|000077|0302120000");
  }
}

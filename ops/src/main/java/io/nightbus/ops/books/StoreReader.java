package io.nightbus.ops.books;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the gateway's views by plain SQL. */
final class StoreReader {
  private final Connection connection;

  private StoreReader(Connection connection) {
    this.connection = connection;
  }

  static Store read(Path file) throws UnreadableEvidence {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      return new StoreReader(connection).read();
    } catch (SQLException unreadable) {
      throw new UnreadableEvidence(file + ": " + unreadable.getMessage());
    }
  }

  private interface Row<T> {
    T from(ResultSet row) throws SQLException;
  }

  private <T> List<T> all(String query, Row<T> reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.from(rows));
      }
      return all;
    }
  }

  private static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private Store read() throws SQLException {
    return new Store(
        all(
            "SELECT * FROM v_charge",
            row ->
                new Store.Charge(
                    row.getLong("id"),
                    text(row, "charge_id"),
                    text(row, "batch"),
                    text(row, "endpoint"),
                    text(row, "lane"),
                    row.getLong("amount"),
                    text(row, "currency"),
                    text(row, "state"),
                    row.getInt("attempt"),
                    text(row, "reason"),
                    text(row, "code"),
                    text(row, "approval"))),
        all(
            "SELECT * FROM v_attempt",
            row ->
                new Store.Attempt(
                    text(row, "charge"),
                    row.getInt("number"),
                    text(row, "rrn"),
                    row.getInt("transmissions"),
                    text(row, "state"),
                    text(row, "code"),
                    text(row, "approval"))),
        all("SELECT * FROM v_obligation", StoreReader::obligation),
        all(
            "SELECT * FROM v_decision",
            row ->
                new Store.Decision(
                    row.getLong("id"),
                    row.getLong("exchange"),
                    text(row, "rrn"),
                    text(row, "card"),
                    row.getInt("approved") == 1,
                    row.getLong("amount"),
                    text(row, "code"),
                    text(row, "approval"),
                    Instant.parse(row.getString("decided")),
                    row.getLong("standing"),
                    row.getInt("withdrawn") == 1)),
        all(
            "SELECT * FROM v_exchange",
            row ->
                new Store.Exchange(
                    row.getLong("id"),
                    text(row, "originator"),
                    text(row, "endpoint"),
                    text(row, "rrn"),
                    row.getLong("amount"),
                    text(row, "currency"),
                    text(row, "verdict"),
                    text(row, "code"),
                    text(row, "approval"),
                    Optional.ofNullable(row.getString("concluded")).map(Instant::parse))),
        all(
            "SELECT * FROM v_counter",
            row ->
                new Store.Counter(
                    text(row, "scope"),
                    text(row, "period"),
                    row.getLong("count"),
                    row.getLong("amount"))),
        all(
            "SELECT * FROM v_batch",
            row ->
                new Store.Batch(
                    text(row, "id"),
                    text(row, "state"),
                    row.getLong("claimed_count"),
                    row.getLong("claimed_amount"),
                    row.getLong("accepted_count"),
                    row.getLong("accepted_amount"))));
  }

  private static Store.Obligation obligation(ResultSet row) throws SQLException {
    return new Store.Obligation(
        row.getLong("id"),
        row.getLong("ord"),
        text(row, "endpoint"),
        text(row, "lane"),
        text(row, "duty"),
        text(row, "state"),
        Instant.parse(row.getString("created")),
        Optional.ofNullable(row.getString("ended")).map(Instant::parse),
        row.getInt("attempts"),
        row.getLong("exchange"),
        row.getLong("charge"),
        text(row, "rrn"),
        row.getLong("amount"),
        text(row, "out_mti"),
        text(row, "stan"),
        text(row, "de7"));
  }
}

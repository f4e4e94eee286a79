package io.nightbus.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Proofs from a book file, on a connection that only reads; works beside the owner. */
final class SqliteProofs implements Proofs {
  private static final String DOUBTFUL =
      "SELECT c.id, c.charge_id AS charge, c.amount, CASE WHEN c.state = 'ACCEPTED' THEN 'QUEUED'"
          + " ELSE c.state END AS state, c.reason, c.attempt AS attempts, c.answered,"
          + " group_concat(DISTINCT CASE WHEN a.state = 'REVERSED' THEN 'reversed' WHEN a.state ="
          + " 'UNANSWERED' AND c.state = 'REVERSING' THEN 'being reversed' WHEN a.state ="
          + " 'UNANSWERED' AND c.state = 'SETTLED_BY_HAND' THEN 'settled by hand' WHEN a.state ="
          + " 'UNANSWERED' THEN 'held for reconciliation' WHEN a.state = 'ANSWERED' THEN 'repeated"
          + " and answered' ELSE 'being repeated' END) AS resolved FROM attempt a JOIN charge c ON"
          + " c.id = a.charge WHERE c.batch = (SELECT number FROM batch WHERE id = ?) AND (a.state"
          + " IN ('UNANSWERED', 'REVERSED') OR a.transmissions > 1 OR (c.state = 'IN_DOUBT' AND"
          + " a.number = c.attempt)) AND c.id > ? GROUP BY c.id ORDER BY c.id LIMIT ?";

  private final Path file;
  private final Connection connection;
  private final Sql events;
  private final Sql journal;
  private final Sql charge;
  private final Sql attempts;
  private final Sql obligations;
  private final Sql told;
  private final Sql charges;
  private final Sql batch;
  private final Sql totals;
  private final Sql spent;
  private final Sql doubtful;
  private final Sql blocks;

  private SqliteProofs(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    events = sql("SELECT * FROM v_card_event WHERE seq > ? ORDER BY seq LIMIT ?");
    journal =
        sql(
            "SELECT sequence, at, by_whom, what, subject, reason, previous, hash"
                + " FROM act WHERE sequence > ? ORDER BY sequence LIMIT ?");
    charge = sql("SELECT * FROM v_charge WHERE charge_id = ?");
    attempts = sql("SELECT * FROM v_attempt WHERE charge = ? ORDER BY number");
    obligations = sql("SELECT * FROM v_obligation WHERE charge = ? AND charge <> 0 ORDER BY id");
    told = sql("SELECT * FROM v_card_event WHERE charge = ? ORDER BY seq");
    charges =
        sql(
            "SELECT c.*, a.rrn, coalesce((SELECT group_concat(x.rrn, ' ' ORDER BY x.number)"
                + " FROM attempt x WHERE x.charge = c.id AND x.state <> 'UNSENT'), '')"
                + " AS \"references\" FROM v_charge c LEFT JOIN attempt a ON a.charge = c.id"
                + " AND a.number = c.attempt WHERE c.batch = ? AND c.id > ? ORDER BY c.id LIMIT ?");
    batch = sql("SELECT * FROM v_batch WHERE id = ?");
    totals =
        sql(
            "SELECT CASE WHEN c.state = 'ACCEPTED' THEN b.resting ELSE c.state END AS state,"
                + " CASE WHEN c.state IN ('HELD', 'DECLINED', 'SETTLED_BY_HAND', 'CANCELLED')"
                + " THEN c.reason ELSE '' END AS reason, count(*) AS count, sum(c.amount) AS amount"
                + " FROM charge c JOIN batch b ON b.number = c.batch WHERE b.id = ?"
                + " GROUP BY 1, 2 ORDER BY 1, 2");
    spent =
        sql(
            "SELECT count(*) AS attempts, coalesce(sum(a.transmissions), 0) AS transmissions,"
                + " coalesce(sum(a.state = 'ANSWERED'), 0) AS answered,"
                + " coalesce(sum(a.state = 'UNSENT'), 0) AS unsent,"
                + " coalesce(sum(a.state = 'UNANSWERED'), 0) AS unanswered,"
                + " coalesce(sum(a.state = 'REVERSED'), 0) AS reversed,"
                + " coalesce(max(a.number), 0) AS most_for_one_charge,"
                + " coalesce(max(c.answered), 0) AS most_answered_for_one_charge,"
                + " count(DISTINCT a.charge) AS charges_attempted"
                + " FROM attempt a JOIN charge c ON c.id = a.charge"
                + " WHERE c.batch = (SELECT number FROM batch WHERE id = ?)");
    doubtful = sql(DOUBTFUL);
    blocks =
        sql(
            "SELECT count(*) AS declined, coalesce(sum(r.told IS NOT NULL), 0) AS released,"
                + " coalesce(sum(r.told IS NULL), 0) AS standing,"
                + " coalesce(round(avg((r.told - d.told) / 1e9)), 0) AS usual_seconds,"
                + " coalesce(max((r.told - d.told) / 1000000000), 0) AS longest_seconds,"
                + " coalesce(max(CASE WHEN r.told IS NULL"
                + " THEN unixepoch('now') - d.told / 1000000000 END), 0) AS oldest_standing_seconds"
                + " FROM card_event d LEFT JOIN card_event r ON r.lane = d.lane"
                + " AND r.card_seq = (SELECT min(n.card_seq) FROM card_event n"
                + " WHERE n.lane = d.lane AND n.card_seq > d.card_seq AND n.kind = 'RELEASED')"
                + " JOIN charge c ON c.id = d.charge WHERE d.kind = 'DECLINED'"
                + " AND c.batch = (SELECT number FROM batch WHERE id = ?)");
  }

  private Sql sql(String text) throws SQLException {
    return new Sql(connection, text);
  }

  static SqliteProofs open(Path file) {
    try {
      Connection connection = BookFile.openForReading(file);
      connection.setAutoCommit(false);
      return new SqliteProofs(file, connection);
    } catch (SQLException e) {
      throw new BookRefused(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private interface Reading<T> {
    T read() throws SQLException;
  }

  /** Reads all of one answer from one state of the book, and lets go of it. */
  private synchronized <T> T read(Reading<T> reading) {
    try {
      try {
        return reading.read();
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new BookRefused(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Map<String, Object>> rows(Sql query) throws SQLException {
    var rows = new ArrayList<Map<String, Object>>();
    try (ResultSet row = query.ask()) {
      ResultSetMetaData columns = row.getMetaData();
      while (row.next()) {
        var values = new LinkedHashMap<String, Object>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          Object value = row.getObject(i);
          values.put(columns.getColumnLabel(i), value == null ? "" : value);
        }
        rows.add(values);
      }
    }
    return rows;
  }

  private static int bounded(int limit) {
    return Math.clamp(limit, 1, MOST);
  }

  @Override
  public List<Map<String, Object>> events(long after, int limit) {
    return read(() -> rows(events.with(after).with(bounded(limit))));
  }

  @Override
  public List<JournalLine> journal(long after, int limit) {
    return read(() -> {
      var lines = new ArrayList<JournalLine>();
      try (ResultSet row = journal.with(after).with(bounded(limit)).ask()) {
        while (row.next()) {
          lines.add(
              new JournalLine(
                  row.getLong(1),
                  Times.instant(row.getLong(2)),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getString(8)));
        }
      }
      return lines;
    });
  }

  @Override
  public Optional<Life> life(String chargeId) {
    return read(() -> {
      List<Map<String, Object>> found = rows(charge.with(chargeId));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      long id = ((Number) found.getFirst().getOrDefault("id", 0)).longValue();
      return Optional.of(
          new Life(
              found.getFirst(),
              rows(attempts.with(chargeId)),
              rows(obligations.with(id)),
              rows(told.with(chargeId))));
    });
  }

  @Override
  public List<Map<String, Object>> charges(String of, long after, int limit) {
    return read(() -> rows(charges.with(of).with(after).with(bounded(limit))));
  }

  @Override
  public List<Map<String, Object>> doubtful(String of, long after, int limit) {
    return read(() -> rows(doubtful.with(of).with(after).with(bounded(limit))));
  }

  @Override
  public Optional<Report> report(String of) {
    return read(() -> {
      List<Map<String, Object>> found = rows(batch.with(of));
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Report(
                  found.getFirst(),
                  rows(totals.with(of)),
                  rows(spent.with(of)).getFirst(),
                  rows(blocks.with(of)).getFirst()));
    });
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new BookRefused(file, "cannot be closed: " + e.getMessage(), e);
    }
  }
}

package io.nightbus.node.store;

import io.nightbus.core.standin.Counters;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports from a book file, on a connection that only reads; works beside the owner. */
final class SqliteReports implements Reports {
  private static final String STATE =
      "CASE WHEN %1$s.state = 'ACCEPTED' THEN b.resting ELSE %1$s.state END";
  private static final String BATCH = "b." + Batches.COLUMNS.replace(", ", ", b.");

  private static final String OWING =
      "SELECT endpoint, duty, currency, %s, count(*), sum(amount), min(created) FROM obligation"
          + " WHERE state IN %s GROUP BY 1, 2, 3";

  private final Path file;
  private final Connection connection;
  private final Sql all;
  private final Sql one;
  private final Sql tallied;
  private final Sql counted;
  private final Sql accepted;
  private final Sql owing;
  private final Sql exposure;
  private final Sql parked;
  private final Sql waiting;

  private SqliteReports(Path file, Connection connection) throws SQLException {
    this.file = file;
    this.connection = connection;
    all = new Sql(connection, "SELECT " + BATCH + ", b.number FROM batch b ORDER BY b.number DESC");
    one = new Sql(connection, "SELECT " + BATCH + ", b.number FROM batch b WHERE b.id = ?");
    tallied =
        new Sql(
            connection,
            "SELECT "
                + STATE.formatted("t")
                + ", sum(t.count), sum(t.amount) FROM tally t JOIN batch b ON b.number = t.batch"
                + " WHERE t.batch = ? GROUP BY 1 HAVING sum(t.count) <> 0 OR sum(t.amount) <> 0");
    counted =
        new Sql(
            connection,
            "SELECT c.batch, "
                + STATE.formatted("c")
                + ", count(*), sum(c.amount) FROM charge c JOIN batch b ON b.number = c.batch"
                + " GROUP BY 1, 2");
    accepted = new Sql(connection, "SELECT id, number, accepted_count, accepted_amount FROM batch");
    owing =
        new Sql(
            connection,
            OWING.formatted("0", "('OWED', 'SENT')")
                + " UNION ALL "
                + OWING.formatted("1", "('PARKED')"));
    exposure =
        new Sql(
            connection,
            "SELECT coalesce(sum(count), 0), coalesce(sum(amount), 0) FROM counter WHERE scope = '"
                + Counters.EXPOSURE
                + "'");
    parked = new Sql(connection, owed("= 'PARKED'"));
    waiting = new Sql(connection, owed("IN ('OWED', 'SENT')"));
  }

  private static String owed(String states) {
    return "SELECT id, endpoint, duty, state, reason, created, coalesce(ended, ''), attempts, rrn,"
        + " amount, currency FROM v_obligation WHERE state "
        + states
        + " ORDER BY id LIMIT ?";
  }

  @Override
  public List<OwedReport> owed(boolean ofParked, int most) {
    return read(() -> {
      var found = new ArrayList<OwedReport>();
      try (ResultSet row = (ofParked ? parked : waiting).with(most).ask()) {
        while (row.next()) {
          found.add(
              new OwedReport(
                  row.getLong(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getString(7),
                  row.getInt(8),
                  row.getString(9),
                  row.getLong(10),
                  row.getString(11)));
        }
      }
      return found;
    });
  }

  static SqliteReports open(Path file) {
    try {
      Connection connection = BookFile.openForReading(file);
      connection.setAutoCommit(false);
      return new SqliteReports(file, connection);
    } catch (SQLException e) {
      throw new BookRefused(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads all of one report from one state of the book, and lets go of it. */
  private synchronized <T> T read(Report<T> report) {
    try {
      try {
        return report.read();
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new BookRefused(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private interface Report<T> {
    T read() throws SQLException;
  }

  @Override
  public List<BatchReport> batches() {
    return read(() -> reports(all));
  }

  @Override
  public Optional<BatchReport> batch(String id) {
    return read(() -> reports(one.with(id)).stream().findFirst());
  }

  private List<BatchReport> reports(Sql query) throws SQLException {
    var reports = new ArrayList<BatchReport>();
    try (ResultSet row = query.ask()) {
      while (row.next()) {
        Batch batch = Batches.batch(row);
        reports.add(new BatchReport(batch, tallied(row.getLong(12))));
      }
    }
    return reports;
  }

  private Map<ChargeState, Sum> tallied(long batch) throws SQLException {
    var sums = new EnumMap<ChargeState, Sum>(ChargeState.class);
    try (ResultSet row = tallied.with(batch).ask()) {
      while (row.next()) {
        sums.put(ChargeState.valueOf(row.getString(1)), new Sum(row.getLong(2), row.getLong(3)));
      }
    }
    return sums;
  }

  @Override
  public List<Conservation> conservation() {
    return read(() -> {
      var now = new HashMap<Long, Map<ChargeState, Sum>>();
      try (ResultSet row = counted.ask()) {
        while (row.next()) {
          now.computeIfAbsent(row.getLong(1), b -> new EnumMap<>(ChargeState.class))
              .put(ChargeState.valueOf(row.getString(2)), new Sum(row.getLong(3), row.getLong(4)));
        }
      }
      var found = new ArrayList<Conservation>();
      try (ResultSet row = accepted.ask()) {
        while (row.next()) {
          long batch = row.getLong(2);
          found.add(
              new Conservation(
                  row.getString(1),
                  new Sum(row.getLong(3), row.getLong(4)),
                  tallied(batch),
                  now.getOrDefault(batch, Map.of())));
        }
      }
      return found;
    });
  }

  @Override
  public List<Owing> owing() {
    return read(() -> {
      var found = new ArrayList<Owing>();
      try (ResultSet row = owing.ask()) {
        while (row.next()) {
          found.add(
              new Owing(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getInt(4) == 1,
                  new Sum(row.getLong(5), row.getLong(6)),
                  Times.instant(row.getLong(7))));
        }
      }
      return found;
    });
  }

  @Override
  public Sum exposure() {
    return read(() -> {
      try (ResultSet row = exposure.ask()) {
        return row.next() ? new Sum(row.getLong(1), row.getLong(2)) : Sum.NONE;
      }
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

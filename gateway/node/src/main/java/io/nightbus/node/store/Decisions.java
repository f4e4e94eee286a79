package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.Recovered;
import io.nightbus.core.standin.Decision;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stand-in decisions and the counters that limit them. */
final class Decisions {
  private final Sql decide;
  private final Sql stands;
  private final Sql withdraw;
  private final Sql count;
  private final Sql live;
  private final Sql forget;
  private final Sql lastId;

  /** Moves of counters since the last commit; a hot one (exposure) becomes one row change. */
  private final Map<Counter, long[]> moves = new LinkedHashMap<>();

  private record Counter(String period, String scope) {}

  Decisions(Connection book) throws SQLException {
    decide =
        new Sql(
            book,
            "INSERT INTO decision (id, exchange, rrn, card, approved, amount, currency, code,"
                + " approval, reason, decided) VALUES (?,?,?,?,?,?,?,?,?,?,?)");
    stands = new Sql(book, "SELECT 1 FROM decision WHERE id = ? AND withdrawn IS NULL");
    withdraw = new Sql(book, "UPDATE decision SET withdrawn = ? WHERE id = ?");
    count =
        new Sql(
            book,
            "INSERT INTO counter (period, scope, count, amount) VALUES (?,?,?,?)"
                + " ON CONFLICT (period, scope) DO UPDATE"
                + " SET count = count + excluded.count, amount = amount + excluded.amount");
    live =
        new Sql(
            book,
            "SELECT scope, period, count, amount FROM counter"
                + " WHERE period >= ? AND (count <> 0 OR amount <> 0) ORDER BY period, scope");
    forget = new Sql(book, "DELETE FROM counter WHERE period < ?");
    lastId = new Sql(book, "SELECT max(id) FROM decision");
  }

  void decided(Decision decision, String rrn) throws SQLException {
    decide
        .with(decision.id())
        .with(decision.exchange())
        .with(rrn)
        .with(decision.card())
        .with(decision.approved() ? 1 : 0)
        .with(decision.amount())
        .with(decision.currency())
        .with(decision.code())
        .with(decision.approval())
        .with(decision.reason())
        .with(decision.at())
        .run();
  }

  /** The decision is in the book and has not been taken back. */
  boolean stands(long decision) throws SQLException {
    try (ResultSet row = stands.with(decision).ask()) {
      return row.next();
    }
  }

  void withdrawn(Change.Withdrawn change) throws SQLException {
    withdraw.with(change.at()).with(change.decision()).run();
  }

  void counted(Change.Counted change) {
    long[] move =
        moves.computeIfAbsent(new Counter(change.window(), change.scope()), counter -> new long[2]);
    move[0] += change.count();
    move[1] += change.amount();
  }

  /** To be called before each commit. */
  void settle() throws SQLException {
    if (moves.isEmpty()) {
      return;
    }
    for (var move : moves.entrySet()) {
      count
          .with(move.getKey().period())
          .with(move.getKey().scope())
          .with(move.getValue()[0])
          .with(move.getValue()[1])
          .run();
    }
    moves.clear();
  }

  /**
   * Counters of this day, later days and {@code all}; earlier ones than {@code kept} are dropped.
   */
  List<Recovered.Counter> recover(String from, String kept) throws SQLException {
    forget.with(kept).run();
    var counters = new ArrayList<Recovered.Counter>();
    try (ResultSet row = live.with(from).ask()) {
      while (row.next()) {
        counters.add(
            new Recovered.Counter(
                row.getString(1), row.getString(2), row.getInt(3), row.getLong(4)));
      }
    }
    return counters;
  }

  long lastId() throws SQLException {
    try (ResultSet row = lastId.ask()) {
      return row.getLong(1);
    }
  }
}

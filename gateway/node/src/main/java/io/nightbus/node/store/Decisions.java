package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.Recovered;
import io.nightbus.core.Stood;
import io.nightbus.core.standin.Counters.Move;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.dialect.StandInReason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stand-in decisions and the counters that limit them. */
final class Decisions {
  private static final String COLUMNS =
      "exchange, card, approved, amount, currency, code, approval, reason, checked, decided,"
          + " counted, standing, gone";

  private final Sql decide;
  private final Sql stands;
  private final Sql withdraw;
  private final Sql lower;
  private final Sql find;
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
            "INSERT INTO decision (exchange, rrn, card, approved, amount, currency, code,"
                + " approval, reason, checked, counted, decided, standing)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)");
    stands = new Sql(book, "SELECT 1 FROM decision WHERE exchange = ? AND withdrawn IS NULL");
    withdraw =
        new Sql(
            book,
            "UPDATE decision SET withdrawn = ?1, gone = coalesce(gone, ?1), standing = 0 WHERE"
                + " exchange = ?2");
    lower =
        new Sql(
            book, "UPDATE decision SET standing = ?, gone = coalesce(gone, ?) WHERE exchange = ?");
    find = new Sql(book, "SELECT " + COLUMNS + " FROM decision WHERE exchange = ?");
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
    lastId = new Sql(book, "SELECT max(exchange) FROM decision");
  }

  void decided(Decision decision, String rrn) throws SQLException {
    decide
        .with(decision.exchange())
        .with(rrn)
        .with(decision.card())
        .with(decision.approved() ? 1 : 0)
        .with(decision.amount())
        .with(decision.currency())
        .with(decision.code())
        .with(decision.approval())
        .with(decision.reason().name())
        .with(decision.check())
        .with(written(decision.counted()))
        .with(decision.at())
        .with(decision.amount())
        .run();
  }

  private static String written(List<Move> moves) {
    var lines = new StringBuilder();
    for (Move move : moves) {
      lines
          .append(lines.isEmpty() ? "" : "\n")
          .append(move.scope())
          .append(' ')
          .append(move.window())
          .append(' ')
          .append(move.count())
          .append(' ')
          .append(move.amount());
    }
    return lines.toString();
  }

  private static List<Move> read(String lines) {
    return lines
        .lines()
        .map(line -> line.split(" ", 4))
        .map(word -> new Move(word[0], word[1], Integer.parseInt(word[2]), Long.parseLong(word[3])))
        .toList();
  }

  /** The decision for an exchange, and what stands of it. */
  Optional<Stood> find(long exchange) throws SQLException {
    try (ResultSet row = find.with(exchange).ask()) {
      if (!row.next()) {
        return Optional.empty();
      }
      var decision =
          new Decision(
              row.getLong(1),
              row.getString(2),
              row.getInt(3) == 1,
              row.getLong(4),
              row.getString(5),
              row.getString(6),
              row.getString(7),
              StandInReason.valueOf(row.getString(8)),
              row.getString(9),
              Times.instant(row.getLong(10)),
              read(row.getString(11)));
      row.getLong(13);
      boolean gone = !row.wasNull();
      return Optional.of(new Stood(decision, row.getLong(12), gone));
    }
  }

  /** The decision for an exchange is in the book and has not been taken back. */
  boolean stands(long exchange) throws SQLException {
    try (ResultSet row = stands.with(exchange).ask()) {
      return row.next();
    }
  }

  void withdrawn(Change.Withdrawn change) throws SQLException {
    withdraw.with(change.at()).with(change.exchange()).run();
  }

  void lowered(Change.Lowered change) throws SQLException {
    lower.with(change.standing());
    (change.gone() ? lower.with(change.at()) : lower.withNothing()).with(change.exchange()).run();
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

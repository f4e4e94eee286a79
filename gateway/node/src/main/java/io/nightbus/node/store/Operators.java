package io.nightbus.node.store;

import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What operators ordered of stand-in, and the cards that they marked. */
final class Operators {
  private final Sql force;
  private final Sql release;
  private final Sql forced;
  private final Sql mark;
  private final Sql marked;
  private final Sql lastId;

  Operators(Connection book) throws SQLException {
    force =
        new Sql(
            book,
            "INSERT INTO forcing (id, endpoint, cards, percent, begun, until, by_whom, reason)"
                + " VALUES (?,?,?,?,?,?,?,?)");
    release = new Sql(book, "UPDATE forcing SET released = ? WHERE id = ?");
    forced =
        new Sql(
            book,
            "SELECT id, endpoint, cards, percent, begun, until, by_whom, reason FROM forcing"
                + " WHERE released IS NULL AND until > ? ORDER BY id");
    mark = new Sql(book, "INSERT OR REPLACE INTO card VALUES (?,?,?)");
    marked = new Sql(book, "SELECT token, status FROM card");
    lastId = new Sql(book, "SELECT coalesce(max(id), 0) FROM forcing");
  }

  void forced(Forcing forcing) throws SQLException {
    force
        .with(forcing.id())
        .with(forcing.endpoint())
        .with(forcing.cards())
        .with(forcing.percent())
        .with(forcing.from())
        .with(forcing.until())
        .with(forcing.by())
        .with(forcing.reason())
        .run();
  }

  void released(long forcing, Instant at) throws SQLException {
    release.with(at).with(forcing).run();
  }

  void marked(String card, CardStatus status, Instant at) throws SQLException {
    mark.with(card).with(status.name()).with(at).run();
  }

  /** What is forced and has not ended by now. */
  List<Forcing> forcings(Instant now) throws SQLException {
    var found = new ArrayList<Forcing>();
    try (ResultSet row = forced.with(now).ask()) {
      while (row.next()) {
        found.add(
            new Forcing(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                Times.instant(row.getLong(5)),
                Times.instant(row.getLong(6)),
                row.getString(7),
                row.getString(8)));
      }
    }
    return found;
  }

  /** Token to status of every card that was marked. */
  Map<String, CardStatus> cards() throws SQLException {
    var found = new TreeMap<String, CardStatus>();
    try (ResultSet row = marked.ask()) {
      while (row.next()) {
        found.put(row.getString(1), CardStatus.valueOf(row.getString(2)));
      }
    }
    return found;
  }

  long lastId() throws SQLException {
    try (ResultSet row = lastId.ask()) {
      return row.getLong(1);
    }
  }
}

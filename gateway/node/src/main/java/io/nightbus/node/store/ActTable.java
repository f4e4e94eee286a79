package io.nightbus.node.store;

import io.nightbus.core.Act;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The journal: a chain of {@link JournalLine}s that only grows. */
final class ActTable {
  private final Sql add;
  private final Sql lastId;
  private long sequence;
  private String head = JournalLine.FIRST;

  ActTable(Connection book) throws SQLException {
    add = new Sql(book, "INSERT INTO act VALUES (?,?,?,?,?,?,?,?,?)");
    lastId = new Sql(book, "SELECT coalesce(max(id), 0) FROM act");
    var last = new Sql(book, "SELECT sequence, hash FROM act ORDER BY sequence DESC LIMIT 1");
    try (ResultSet row = last.ask()) {
      if (row.next()) {
        sequence = row.getLong(1);
        head = row.getString(2);
      }
    }
    last.close();
  }

  void acted(Act act) throws SQLException {
    // The hash is over what a reader will see: the book keeps nanoseconds since 1970.
    Instant kept = Times.instant(Times.nanos(act.at()));
    var line =
        JournalLine.after(
            sequence + 1, head, kept, act.by(), act.what(), act.subject(), act.reason());
    add.with(line.sequence())
        .with(act.id())
        .with(line.at())
        .with(line.by())
        .with(line.what())
        .with(line.subject())
        .with(line.reason())
        .with(line.previous())
        .with(line.hash())
        .run();
    sequence = line.sequence();
    head = line.hash();
  }

  long lastId() throws SQLException {
    try (ResultSet row = lastId.ask()) {
      return row.getLong(1);
    }
  }
}

package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.transit.Hold;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;

/** The chain of {@link JournalLine}s; only grows. */
final class DecisionJournal {
  private final Sql add;
  private long sequence;
  private String head = JournalLine.FIRST;

  DecisionJournal(Connection book) throws SQLException {
    add =
        new Sql(
            book,
            "INSERT INTO journal_line (sequence, at, done_by, what, subject, reason, previous,"
                + " hash) VALUES (?,?,?,?,?,?,?,?)");
    var last =
        new Sql(book, "SELECT sequence, hash FROM journal_line ORDER BY sequence DESC LIMIT 1");
    try (ResultSet row = last.ask()) {
      if (row.next()) {
        sequence = row.getLong(1);
        head = row.getString(2);
      }
    }
    last.close();
  }

  void recorded(Change.Recorded change) throws SQLException {
    add(change.at(), change.by(), change.what(), change.subject(), change.reason());
  }

  void placed(Hold hold) throws SQLException {
    String what = hold.stops() ? "hold" : "throttle to " + hold.most() + " a second";
    add(hold.since(), hold.by(), what, subject(hold), hold.reason());
  }

  void lifted(Change.HoldLifted change) throws SQLException {
    add(change.at(), change.by(), "release", subject(change.hold()), change.reason());
  }

  private static String subject(Hold hold) {
    String what = hold.scope().name().toLowerCase(Locale.ROOT);
    return (hold.value().isEmpty() ? what : what + " " + hold.value())
        + " ("
        + hold.cause().name().toLowerCase(Locale.ROOT)
        + ")";
  }

  private void add(Instant at, String by, String what, String subject, String reason)
      throws SQLException {
    // The hash is over what a reader will see: the book keeps nanoseconds since 1970.
    Instant kept = Times.instant(Times.nanos(at));
    var line = JournalLine.after(sequence + 1, head, kept, by, what, subject, reason);
    add.with(line.sequence())
        .with(line.at())
        .with(by)
        .with(what)
        .with(subject)
        .with(reason)
        .with(line.previous())
        .with(line.hash())
        .run();
    sequence = line.sequence();
    head = line.hash();
  }
}

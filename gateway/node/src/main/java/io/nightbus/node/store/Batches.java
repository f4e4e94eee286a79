package io.nightbus.node.store;

import io.nightbus.core.transit.Batch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of charges. */
final class Batches {
  static final String COLUMNS =
      "id, operator, day, currency, endpoint, deadline, state, digest, count, amount, reason";

  private final Sql open;
  private final Sql close;
  private final Sql find;
  private final Sql number;
  private final Sql released;
  private final Sql isReleased;
  private final Map<String, Long> numbers = new HashMap<>();

  Batches(Connection book) throws SQLException {
    open =
        new Sql(
            book,
            "INSERT INTO batch ("
                + COLUMNS
                + ", resting, accepted_count, accepted_amount)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,'ACCEPTED',0,0)"
                + " ON CONFLICT (id) DO UPDATE SET operator = excluded.operator,"
                + " day = excluded.day, currency = excluded.currency,"
                + " endpoint = excluded.endpoint, deadline = excluded.deadline,"
                + " state = excluded.state, digest = excluded.digest, count = excluded.count,"
                + " amount = excluded.amount, reason = excluded.reason");
    close =
        new Sql(
            book,
            "UPDATE batch SET operator = ?, day = ?, currency = ?, endpoint = ?, deadline = ?,"
                + " state = ?, digest = ?, count = ?, amount = ?, reason = ?, resting = ?"
                + " WHERE number = ?");
    find = new Sql(book, "SELECT " + COLUMNS + " FROM batch WHERE id = ?");
    number = new Sql(book, "SELECT number FROM batch WHERE id = ?");
    isReleased = new Sql(book, "SELECT 1 FROM batch WHERE number = ? AND resting = 'QUEUED'");
    released = new Sql(book, "SELECT number FROM batch WHERE resting = 'QUEUED' ORDER BY number");
  }

  void opened(Batch batch) throws SQLException {
    describe(open.with(batch.id()), batch).run();
  }

  /** From here on the charges that rest in it are QUEUED, or still ACCEPTED. */
  void closed(Batch batch, boolean released) throws SQLException {
    describe(close, batch).with(released ? "QUEUED" : "ACCEPTED").with(number(batch.id())).run();
  }

  boolean isReleased(long number) throws SQLException {
    try (ResultSet row = isReleased.with(number).ask()) {
      return row.next();
    }
  }

  private static Sql describe(Sql sql, Batch batch) throws SQLException {
    return sql.with(batch.operator())
        .with(batch.day())
        .with(batch.currency())
        .with(batch.endpoint())
        .with(batch.deadline())
        .with(batch.state().name())
        .with(batch.digest())
        .with(batch.count())
        .with(batch.amount())
        .with(batch.reason());
  }

  Optional<Batch> find(String id) throws SQLException {
    try (ResultSet row = find.with(id).ask()) {
      return row.next() ? Optional.of(batch(row)) : Optional.empty();
    }
  }

  /** A row of {@link #COLUMNS}. */
  static Batch batch(ResultSet row) throws SQLException {
    return new Batch(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Times.instant(row.getLong(6)),
        Batch.State.valueOf(row.getString(7)),
        row.getString(8),
        row.getLong(9),
        row.getLong(10),
        row.getString(11));
  }

  /** The book's own number of a batch. */
  long number(String id) throws SQLException {
    Long known = numbers.get(id);
    if (known != null) {
      return known;
    }
    try (ResultSet row = number.with(id).ask()) {
      if (!row.next()) {
        throw new IllegalStateException("batch " + id + " is not in the book");
      }
      long found = row.getLong(1);
      numbers.put(id, found);
      return found;
    }
  }

  /** Numbers of the batches whose charges rest in QUEUED. */
  List<Long> released() throws SQLException {
    var found = new ArrayList<Long>();
    try (ResultSet row = released.ask()) {
      while (row.next()) {
        found.add(row.getLong(1));
      }
    }
    return found;
  }
}

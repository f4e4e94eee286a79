package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Advices and reversals that we owe. */
final class Obligations {
  private static final String WAITING = "state IN ('OWED', 'SENT')";

  private static final String COLUMNS =
      "id, ord, endpoint, lane, duty, exchange, charge, created, out_mti, out_stan, out_de7,"
          + " attempts, message, word, names";

  private final Kept kept;
  private final Sql owe;
  private final Sql sent;
  private final Sql unsent;
  private final Sql end;
  private final Sql revive;
  private final Sql parked;
  private final Sql parkedCounts;
  private final Sql orders;
  private final Sql between;
  private final Sql counts;
  private final Sql lanes;
  private final Sql lastId;

  Obligations(Connection book, Kept kept) throws SQLException {
    this.kept = kept;
    owe =
        new Sql(
            book,
            "INSERT INTO obligation (id, ord, endpoint, lane, duty, exchange, charge, created,"
                + " original, rrn, amount, currency, code, message, attempts, word, names, state,"
                + " reason, out_mti, out_stan, out_de7)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'',?,?,?)");
    sent =
        new Sql(
            book,
            "UPDATE obligation SET state = 'SENT', out_mti = ?, out_stan = ?, out_de7 = ?,"
                + " attempts = ? WHERE id = ? AND "
                + WAITING);
    // Where an earlier transmission may have left, its stamp stays: only the last one is taken
    // back.
    unsent =
        new Sql(
            book,
            "UPDATE obligation SET attempts = attempts - 1,"
                + " state = CASE WHEN attempts > 1 THEN 'SENT' ELSE 'OWED' END,"
                + " out_mti = CASE WHEN attempts > 1 THEN out_mti END,"
                + " out_stan = CASE WHEN attempts > 1 THEN out_stan END,"
                + " out_de7 = CASE WHEN attempts > 1 THEN out_de7 END"
                + " WHERE id = ? AND state = 'SENT'");
    end =
        new Sql(
            book,
            "UPDATE obligation SET state = ?, reason = ?, ended = ?"
                + " WHERE id = ? AND state IN ('OWED', 'SENT', 'PARKED')");
    revive =
        new Sql(
            book,
            "UPDATE obligation SET state = 'OWED', reason = '', ended = NULL, attempts = 0,"
                + " out_mti = NULL, out_stan = NULL, out_de7 = NULL"
                + " WHERE id = ? AND state = 'PARKED'");
    parked =
        new Sql(book, "SELECT " + COLUMNS + " FROM obligation WHERE id = ? AND state = 'PARKED'");
    parkedCounts =
        new Sql(
            book, "SELECT endpoint, count(*) FROM obligation WHERE state = 'PARKED' GROUP BY 1");
    orders =
        new Sql(
            book,
            "SELECT ord FROM obligation WHERE endpoint = ? AND ord > ? AND "
                + WAITING
                + " ORDER BY ord LIMIT ?");
    between =
        new Sql(
            book,
            "SELECT "
                + COLUMNS
                + " FROM obligation WHERE endpoint = ? AND ord > ? AND ord <= ? AND "
                + WAITING
                + " ORDER BY ord, id");
    counts =
        new Sql(
            book,
            "SELECT endpoint, duty, count(*) FROM obligation WHERE " + WAITING + " GROUP BY 1, 2");
    lanes =
        new Sql(
            book,
            "SELECT DISTINCT endpoint, lane FROM obligation WHERE "
                + WAITING
                + " ORDER BY endpoint, lane");
    lastId = new Sql(book, "SELECT max(id) FROM obligation");
  }

  void owed(Obligation debt) throws SQLException {
    Message message = debt.message();
    owe.with(debt.id())
        .with(debt.order())
        .with(debt.endpoint())
        .with(debt.lane())
        .with(debt.duty().name())
        .with(debt.exchange())
        .with(debt.charge())
        .with(debt.created())
        .with(message.get(De.ORIGINAL_DATA, ""))
        .with(message.get(De.RRN, ""))
        .with(message.amount())
        .with(message.get(De.CURRENCY, ""))
        .with(message.responseCode())
        .with(kept.message(Seal.Place.OBLIGATION, debt.id(), message))
        .with(debt.attempts())
        .with(debt.word().name())
        .with(debt.names());
    if (debt.stamp().isPresent()) {
      stamp(owe.with("SENT"), debt.stamp().get()).run();
    } else {
      owe.with("OWED").withNothing().withNothing().withNothing().run();
    }
  }

  private static Sql stamp(Sql sql, Stamp stamp) throws SQLException {
    return sql.with(stamp.mti().code()).with(stamp.stan()).with(stamp.transmitted());
  }

  void sent(Change.ObligationSent change) throws SQLException {
    moved(
        stamp(sent, change.stamp()).with(change.attempts()).with(change.obligation()).run(),
        change.obligation());
  }

  void unsent(Change.ObligationUnsent change) throws SQLException {
    moved(unsent.with(change.obligation()).run(), change.obligation());
  }

  void ended(Change.ObligationEnded change) throws SQLException {
    moved(
        end.with(change.ending().name())
            .with(change.reason())
            .with(change.at())
            .with(change.obligation())
            .run(),
        change.obligation());
  }

  void revived(Change.ObligationRevived change) throws SQLException {
    moved(revive.with(change.obligation()).run(), change.obligation());
  }

  /** Empty where it is not parked. */
  Optional<Obligation> parked(long id) throws SQLException {
    try (ResultSet row = parked.with(id).ask()) {
      return row.next() ? Optional.of(obligation(row, row.getString(3))) : Optional.empty();
    }
  }

  /** Per endpoint, how many are parked. */
  Map<String, Long> parkedCounts() throws SQLException {
    var found = new TreeMap<String, Long>();
    try (ResultSet row = parkedCounts.ask()) {
      while (row.next()) {
        found.put(row.getString(1), row.getLong(2));
      }
    }
    return found;
  }

  /** What is delivered or void stays so: another move of it means that core and book disagree. */
  private static void moved(int rows, long obligation) {
    if (rows != 1) {
      throw new IllegalStateException(
          "obligation " + obligation + " is not in the book, or has ended already");
    }
  }

  /** Orders of the undelivered ones after this order, ascending. */
  List<Long> orders(String endpoint, long after, int limit) throws SQLException {
    var found = new ArrayList<Long>();
    try (ResultSet row = orders.with(endpoint).with(after).with(limit).ask()) {
      while (row.next()) {
        found.add(row.getLong(1));
      }
    }
    return found;
  }

  /** The undelivered ones after one order and up to another. */
  List<Obligation> between(String endpoint, long after, long through) throws SQLException {
    var found = new ArrayList<Obligation>();
    try (ResultSet row = between.with(endpoint).with(after).with(through).ask()) {
      while (row.next()) {
        found.add(obligation(row, endpoint)); // thousands are kept: one name for all
      }
    }
    return found;
  }

  private Obligation obligation(ResultSet row, String endpoint) throws SQLException {
    long id = row.getLong(1);
    String transmitted = row.getString(11);
    Optional<Stamp> stamp =
        transmitted == null
            ? Optional.empty()
            : Optional.of(new Stamp(new Mti(row.getInt(9)), row.getInt(10), transmitted));
    return new Obligation(
        id,
        row.getLong(2),
        endpoint,
        row.getString(4),
        Duty.valueOf(row.getString(5)),
        kept.message(Seal.Place.OBLIGATION, id, row.getBytes(13)),
        row.getLong(6),
        row.getLong(7),
        Times.instant(row.getLong(8)),
        stamp,
        row.getInt(12),
        Obligation.Word.valueOf(row.getString(14)),
        row.getLong(15));
  }

  /** Per endpoint and duty, how many are undelivered. */
  Map<String, Map<Duty, Long>> counts() throws SQLException {
    var found = new TreeMap<String, Map<Duty, Long>>();
    try (ResultSet row = counts.ask()) {
      while (row.next()) {
        found
            .computeIfAbsent(row.getString(1), e -> new EnumMap<>(Duty.class))
            .put(Duty.valueOf(row.getString(2)), row.getLong(3));
      }
    }
    return found;
  }

  /** Per endpoint, the lanes that have undelivered ones. */
  Map<String, List<String>> lanes() throws SQLException {
    var found = new TreeMap<String, List<String>>();
    try (ResultSet row = lanes.ask()) {
      while (row.next()) {
        found.computeIfAbsent(row.getString(1), e -> new ArrayList<>()).add(row.getString(2));
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

package io.nightbus.node.store;

import io.nightbus.core.Known;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One day of the journal: a table of intents and one of conclusions, both only appended to. */
final class JournalDay {
  private static final String COLUMNS =
      "e.id, e.originator, e.class, e.transmitted, e.stan, e.acquirer, e.terminal, e.endpoint,"
          + " e.out_mti, e.out_stan, e.out_de7, e.received, e.request";

  private final int slot;
  private final Kept kept;
  private final Sql intend;
  private final Sql restamp;
  private final Sql conclude;
  private final Sql concludeAgain;
  private final Sql find;
  private final Sql reference;
  private final Sql stamp;
  private final Sql undone;
  private final Sql open;
  private final Sql lastId;
  private final List<Sql> empty;

  JournalDay(Connection book, Kept kept, int slot) throws SQLException {
    this.slot = slot;
    this.kept = kept;
    String intents = "exchange_" + slot;
    String ends = "conclusion_" + slot;
    intend =
        new Sql(
            book,
            "INSERT INTO "
                + intents
                + " (id, originator, class, transmitted, stan, acquirer, terminal, endpoint,"
                + " out_mti, out_stan, out_de7, rrn, amount, currency, received, request)"
                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    restamp =
        new Sql(
            book, "UPDATE " + intents + " SET out_mti = ?, out_stan = ?, out_de7 = ? WHERE id = ?");
    String columns = " (exchange, verdict, code, approval, concluded, answer)";
    conclude = new Sql(book, "INSERT INTO " + ends + columns + " VALUES (?,?,?,?,?,?)");
    concludeAgain =
        new Sql(
            book,
            "INSERT OR REPLACE INTO "
                + ends
                + columns
                + " SELECT id, ?, ?, ?, ?, ? FROM "
                + intents
                + " WHERE id = ?");
    find =
        new Sql(
            book,
            "SELECT "
                + COLUMNS
                + ", c.verdict, c.answer FROM "
                + intents
                + " e LEFT JOIN "
                + ends
                + " c ON c.exchange = e.id WHERE e.id = ?");
    reference = new Sql(book, "SELECT rrn FROM " + intents + " WHERE id = ?");
    stamp = new Sql(book, "SELECT out_mti, out_stan, out_de7 FROM " + intents + " WHERE id = ?");
    undone =
        new Sql(
            book,
            "SELECT 1 FROM "
                + ends
                + " WHERE exchange = ? AND verdict IN ('REVERSED', 'TAKEN_BACK', 'WITHDRAWN')");
    open =
        new Sql(
            book,
            "SELECT "
                + COLUMNS
                + " FROM "
                + intents
                + " e WHERE e.id >= ? AND NOT EXISTS (SELECT 1 FROM "
                + ends
                + " c WHERE c.exchange = e.id) ORDER BY e.id");
    lastId = new Sql(book, "SELECT max(id) FROM " + intents);
    empty = List.of(new Sql(book, "DELETE FROM " + intents), new Sql(book, "DELETE FROM " + ends));
  }

  int slot() {
    return slot;
  }

  void intend(Intent intent) throws SQLException {
    Identity identity = intent.identity();
    Message request = intent.request();
    identify(intend.with(intent.id()), identity)
        .with(intent.to())
        .with(intent.stamp().mti().code())
        .with(intent.stamp().stan())
        .with(intent.stamp().transmitted())
        .with(request.get(De.RRN, ""))
        .with(request.amount())
        .with(request.get(De.CURRENCY, ""))
        .with(intent.at())
        .with(kept.message(Seal.Place.REQUEST, intent.id(), request))
        .run();
  }

  static Sql identify(Sql sql, Identity identity) throws SQLException {
    return sql.with(identity.endpoint())
        .with(identity.versionAndClass())
        .with(identity.transmitted())
        .with(identity.stan())
        .with(identity.acquirer())
        .with(identity.terminal());
  }

  Optional<Stamp> stamp(long exchange) throws SQLException {
    try (ResultSet row = stamp.with(exchange).ask()) {
      return row.next()
          ? Optional.of(new Stamp(new Mti(row.getInt(1)), row.getInt(2), row.getString(3)))
          : Optional.empty();
    }
  }

  boolean isUndone(long exchange) throws SQLException {
    try (ResultSet row = undone.with(exchange).ask()) {
      return row.next();
    }
  }

  void restamp(long exchange, Stamp stamp) throws SQLException {
    restamp
        .with(stamp.mti().code())
        .with(stamp.stan())
        .with(stamp.transmitted())
        .with(exchange)
        .run();
  }

  /** The first conclusion of an exchange that is in here. */
  void conclude(long exchange, Verdict verdict, Message answer, Instant at) throws SQLException {
    ending(conclude.with(exchange), exchange, verdict, answer, at).run();
  }

  /** Takes the place of an earlier conclusion; nothing where there is no such exchange. */
  void concludeAgain(long exchange, Verdict verdict, Message answer, Instant at)
      throws SQLException {
    ending(concludeAgain, exchange, verdict, answer, at).with(exchange).run();
  }

  private Sql ending(Sql sql, long exchange, Verdict verdict, Message answer, Instant at)
      throws SQLException {
    return sql.with(verdict.name())
        .with(answer.responseCode())
        .with(answer.get(De.APPROVAL_CODE, ""))
        .with(at)
        .with(kept.message(Seal.Place.ANSWER, exchange, answer));
  }

  /** Has one column, because every column that is asked for costs, found or not. */
  static String idOf(int slot) {
    return "SELECT id FROM exchange_"
        + slot
        + " WHERE originator = ?1 AND class = ?2 AND transmitted = ?3 AND stan = ?4"
        + " AND acquirer = ?5 AND terminal = ?6";
  }

  Known known(long exchange) throws SQLException {
    try (ResultSet row = find.with(exchange).ask()) {
      if (!row.next()) {
        throw new IllegalStateException("exchange " + exchange + " is not in its day's table");
      }
      return known(row);
    }
  }

  private Known known(ResultSet row) throws SQLException {
    Intent intent = intent(row);
    String verdict = row.getString(14);
    if (verdict == null) {
      return new Known(intent, Optional.empty(), Optional.empty());
    }
    Message answer = kept.message(Seal.Place.ANSWER, intent.id(), row.getBytes(15));
    return new Known(intent, Optional.of(Verdict.valueOf(verdict)), Optional.of(answer));
  }

  private Intent intent(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    return new Intent(
        id,
        new Identity(
            row.getString(2),
            row.getInt(3),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7)),
        row.getString(8),
        kept.message(Seal.Place.REQUEST, id, row.getBytes(13)),
        new Stamp(new Mti(row.getInt(9)), row.getInt(10), row.getString(11)),
        Times.instant(row.getLong(12)));
  }

  /** DE 37 of an exchange, empty where it is not in here. */
  String reference(long exchange) throws SQLException {
    try (ResultSet row = reference.with(exchange).ask()) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** Intents without a conclusion, in ascending order, from this id on. */
  List<Intent> open(long from) throws SQLException {
    var intents = new ArrayList<Intent>();
    try (ResultSet row = open.with(from).ask()) {
      while (row.next()) {
        intents.add(intent(row));
      }
    }
    return intents;
  }

  /** 0 where it is empty. */
  long lastId() throws SQLException {
    try (ResultSet row = lastId.ask()) {
      return row.getLong(1);
    }
  }

  /** The whole tables at once: their pages are freed, no row is visited. */
  void empty() throws SQLException {
    for (Sql all : empty) {
      all.run();
    }
  }
}

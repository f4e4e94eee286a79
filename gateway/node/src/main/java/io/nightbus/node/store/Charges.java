package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Selection;
import io.nightbus.core.transit.Tries;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Fare charges and their attempts. */
final class Charges {
  private static final String DUE = "c.state IN ('QUEUED', 'SENDING', 'IN_DOUBT', 'REVERSING')";

  /** Held charges stay in the book; doubtful ones are resolved whatever is held. */
  private static final String FREE =
      " AND (c.state IN ('SENDING', 'IN_DOUBT', 'REVERSING') OR NOT " + HoldTable.STOPPED + ")";

  /** Given to both ACCEPTED and HELD: never sent, so that it follows its file. */
  private static final String UNTOUCHED = "batch = ? AND state = ? AND attempt = 0";

  private static final String SELECT =
      "SELECT c.id, c.charge_id, b.id, c.endpoint, c.lane, c.card, c.amount, c.currency,"
          + " c.merchant_type, c.travelled, c.terminal, c.merchant,"
          + " CASE WHEN c.state = 'ACCEPTED' THEN b.resting ELSE c.state END, c.attempt,"
          + " a.rrn, a.mti, a.stan, a.de7, c.device, c.ord, c.answered, c.sent, c.most, c.due"
          + " FROM charge c JOIN batch b ON b.number = c.batch"
          + " LEFT JOIN attempt a ON a.charge = c.id AND a.number = c.attempt";

  /** The same with how the last attempt ended. */
  private static final String FOUND =
      SELECT.replace(" FROM charge c", ", a.state, a.code, a.transmissions FROM charge c");

  private static final String SUM =
      "SELECT count(*), coalesce(sum(c.amount), 0)"
          + " FROM charge c JOIN batch b ON b.number = c.batch";

  /** Rows that one answer to an operator's selection looks at. */
  private static final int LOOKED_AT = 20_000;

  /** So many ids are asked for at a time: of a new file's, the book knows none. */
  private static final int IDS = 100;

  private final Connection book;
  private final Kept kept;
  private final Batches batches;
  private final Tallies tallies;
  private final Sql accept;
  private final Sql move;
  private final Sql send;
  private final Sql attempt;
  private final Sql attemptEnd;
  private final Sql repeat;
  private final Sql bound;
  private final Sql advised;
  private final Sql end;
  private final Sql now;
  private final Sql known;
  private final Sql named;
  private final Sql dueOrders;
  private final Sql restingOrders;
  private final Sql due;
  private final Sql resting;
  private final Sql dueCounts;
  private final Sql restingCounts;
  private final Sql untouched;
  private final Sql moveUntouched;
  private final Sql lastId;
  private final Sql queuedCanaries;
  private final Sql restingCanaries;
  private final Sql stopped;

  /** What a move has to know of the charge before. */
  private record Now(long batch, String state, long amount, int attempt) {}

  Charges(Connection book, Kept kept, Batches batches, Tallies tallies) throws SQLException {
    this.book = book;
    this.kept = kept;
    this.batches = batches;
    this.tallies = tallies;
    accept =
        new Sql(
            book,
            "INSERT INTO charge (id, charge_id, batch, endpoint, lane, card, amount, currency,"
                + " merchant_type, travelled, terminal, merchant, state, attempt, answered, ord,"
                + " range, device, reason, code, approval) VALUES"
                + " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'','','')");
    move =
        new Sql(
            book,
            "UPDATE charge SET state = ?, reason = ?, code = ?, approval = ?, moved = ?,"
                + " answered = answered + ?, sent = sent - ? WHERE id = ?");
    send =
        new Sql(
            book,
            "UPDATE charge SET state = 'SENDING', attempt = ?, moved = ?, sent = sent + 1"
                + " WHERE id = ?");
    attempt =
        new Sql(
            book,
            "INSERT INTO attempt (charge, number, rrn, mti, stan, de7, sent, transmissions,"
                + " state, reason, code, approval) VALUES (?,?,?,?,?,?,?,1,'SENT','','','')"
                + " ON CONFLICT (charge, number) DO UPDATE SET rrn = excluded.rrn,"
                + " mti = excluded.mti, stan = excluded.stan, de7 = excluded.de7,"
                + " transmissions = transmissions + 1, state = 'SENT'");
    attemptEnd =
        new Sql(
            book,
            "UPDATE attempt SET state = ?, reason = ?, code = ?, approval = ?, ended = ?"
                + " WHERE charge = ? AND number = ?");
    repeat =
        new Sql(
            book,
            "UPDATE attempt SET transmissions = transmissions + 1"
                + " WHERE charge = ? AND number = ?");
    bound = new Sql(book, "UPDATE charge SET most = ?, due = ? WHERE id = ?");
    advised = new Sql(book, "UPDATE attempt SET advice = ? WHERE charge = ? AND number = ?");
    end =
        new Sql(book, "SELECT id FROM charge WHERE id > ? ORDER BY id LIMIT 1 OFFSET " + LOOKED_AT);
    now = new Sql(book, "SELECT batch, state, amount, attempt FROM charge WHERE id = ?");
    known =
        new Sql(
            book,
            "SELECT charge_id FROM charge WHERE charge_id IN ("
                + String.join(",", Collections.nCopies(IDS, "?"))
                + ")");
    named = new Sql(book, SELECT + " WHERE c.charge_id = ?");
    dueOrders =
        new Sql(
            book,
            "SELECT c.ord FROM charge c JOIN batch b ON b.number = c.batch"
                + " WHERE c.endpoint = ? AND c.ord > ? AND "
                + DUE
                + FREE
                + " ORDER BY c.ord LIMIT ?");
    restingOrders =
        new Sql(
            book,
            "SELECT c.ord FROM charge c JOIN batch b ON b.number = c.batch"
                + " WHERE c.batch = ? AND c.endpoint = ? AND c.ord > ?"
                + " AND c.state = 'ACCEPTED'"
                + FREE
                + " ORDER BY c.ord LIMIT ?");
    due =
        new Sql(
            book, SELECT + " WHERE c.endpoint = ? AND c.ord > ? AND c.ord <= ? AND " + DUE + FREE);
    resting =
        new Sql(
            book,
            SELECT
                + " WHERE c.batch = ? AND c.endpoint = ? AND c.ord > ? AND c.ord <= ?"
                + " AND c.state = 'ACCEPTED'"
                + FREE);
    String probes = " AND c.range = ? AND NOT " + HoldTable.STOPPED_OTHERWISE;
    queuedCanaries =
        new Sql(
            book,
            SELECT
                + " WHERE c.endpoint = ? AND c.state = 'QUEUED' AND "
                + DUE
                + probes
                + " ORDER BY c.answered, c.ord LIMIT ?");
    restingCanaries =
        new Sql(
            book,
            SELECT
                + " WHERE c.batch = ? AND c.endpoint = ? AND c.state = 'ACCEPTED'"
                + probes
                + " ORDER BY c.ord LIMIT ?");
    stopped =
        new Sql(
            book,
            "SELECT DISTINCT lane FROM charge WHERE state = 'DECLINED'"
                + " AND reason = 'DECLINE_HARD' ORDER BY lane");
    dueCounts =
        new Sql(book, "SELECT c.endpoint, count(*) FROM charge c WHERE " + DUE + " GROUP BY 1");
    restingCounts =
        new Sql(
            book,
            "SELECT c.endpoint, count(*) FROM charge c WHERE c.batch = ?"
                + " AND c.state = 'ACCEPTED' GROUP BY 1");
    untouched = new Sql(book, "SELECT count(*), sum(amount) FROM charge WHERE " + UNTOUCHED);
    moveUntouched = new Sql(book, "UPDATE charge SET state = ? WHERE " + UNTOUCHED);
    lastId = new Sql(book, "SELECT max(id) FROM charge");
  }

  void accepted(Charge charge) throws SQLException {
    long batch = batches.number(charge.batch());
    accept
        .with(charge.id())
        .with(charge.chargeId())
        .with(batch)
        .with(charge.endpoint())
        .with(charge.lane())
        .with(kept.card(charge))
        .with(charge.amount())
        .with(charge.currency())
        .with(charge.merchantType())
        .with(charge.travelled().toString())
        .with(charge.terminal())
        .with(charge.merchant())
        .with(charge.state().name())
        .with(charge.attempt())
        .with(charge.answered())
        .with(charge.order())
        .with(charge.range())
        .with(charge.device())
        .run();
    tallies.accepted(batch, charge.state().name(), charge.amount());
  }

  /**
   * Charges at rest follow their batch by its one column. Only where a file is held, or a held one
   * is released after all, are rows moved one by one.
   */
  void batchClosed(Change.BatchClosed change) throws SQLException {
    long batch = batches.number(change.batch().id());
    boolean released = batches.isReleased(batch);
    if (!released) {
      if (change.charges() == ChargeState.HELD) {
        moveAll(batch, ChargeState.ACCEPTED, ChargeState.HELD);
      } else {
        moveAll(batch, ChargeState.HELD, ChargeState.ACCEPTED);
      }
    }
    batches.closed(change.batch(), released || change.charges() == ChargeState.QUEUED);
  }

  /** Moves the untouched charges of a batch. */
  private void moveAll(long batch, ChargeState from, ChargeState to) throws SQLException {
    try (ResultSet row = untouched.with(batch).with(from.name()).ask()) {
      long count = row.getLong(1);
      long amount = row.getLong(2);
      if (count == 0) {
        return;
      }
      tallies.moved(batch, from.name(), -count, -amount);
      tallies.moved(batch, to.name(), count, amount);
    }
    moveUntouched.with(to.name()).with(batch).with(from.name()).run();
  }

  void sent(Change.ChargeSent change) throws SQLException {
    Now before = now(change.charge(), ChargeState.SENDING);
    attempt
        .with(change.charge())
        .with(change.attempt())
        .with(change.rrn())
        .with(change.stamp().mti().code())
        .with(change.stamp().stan())
        .with(change.stamp().transmitted())
        .with(change.at())
        .run();
    send.with(change.attempt()).with(change.at()).with(change.charge()).run();
    tally(before, ChargeState.SENDING);
  }

  void repeated(Change.ChargeRepeated change) throws SQLException {
    repeat.with(change.charge()).with(change.attempt()).run();
  }

  void bounded(Change.ChargeBounded change) throws SQLException {
    bound.with(change.most()).with(change.due()).with(change.charge()).run();
    advised.with(change.advice()).with(change.charge()).with(change.attempt()).run();
  }

  void moved(Change.ChargeMoved change) throws SQLException {
    Now before = now(change.charge(), change.to());
    move.with(change.to().name())
        .with(change.reason())
        .with(change.code())
        .with(change.approval())
        .with(change.at())
        .with(change.attempt().filter(Change.AttemptEnd.ANSWERED::equals).isPresent() ? 1 : 0)
        .with(change.attempt().filter(Change.AttemptEnd.UNSENT::equals).isPresent() ? 1 : 0)
        .with(change.charge())
        .run();
    if (change.attempt().isPresent()) {
      attemptEnd
          .with(change.attempt().get().name())
          .with(change.reason())
          .with(change.code())
          .with(change.approval())
          .with(change.at())
          .with(change.charge())
          .with(before.attempt())
          .run();
    }
    tally(before, change.to());
  }

  /** What has ended stays so: another move of it means that core and book disagree. */
  private Now now(long charge, ChargeState next) throws SQLException {
    try (ResultSet row = now.with(charge).ask()) {
      if (!row.next() || !ChargeState.valueOf(row.getString(2)).mayBecome(next)) {
        throw new IllegalStateException(
            "charge " + charge + " is not in the book, or has ended already");
      }
      return new Now(row.getLong(1), row.getString(2), row.getLong(3), row.getInt(4));
    }
  }

  private void tally(Now before, ChargeState after) {
    tallies.moved(before.batch(), before.state(), -1, -before.amount());
    tallies.moved(before.batch(), after.name(), 1, before.amount());
  }

  List<Charge> named(List<String> chargeIds) throws SQLException {
    var found = new ArrayList<Charge>();
    for (int from = 0; from < chargeIds.size(); from += IDS) {
      int end = Math.min(from + IDS, chargeIds.size());
      for (String id : known(chargeIds.subList(from, end))) {
        gather(named.with(id), found);
      }
    }
    return found;
  }

  /** Those that are in the book; at most {@link #IDS} of them, and one at least. */
  private List<String> known(List<String> chargeIds) throws SQLException {
    for (int i = 0; i < IDS; i++) {
      known.with(chargeIds.get(Math.min(i, chargeIds.size() - 1)));
    }
    var found = new ArrayList<String>();
    try (ResultSet row = known.ask()) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  /** The endpoint's unfinished charges that may go, behind this place: their places, ascending. */
  List<Long> orders(String endpoint, long after, int limit) throws SQLException {
    var found = new ArrayList<Long>();
    ids(dueOrders.with(endpoint).with(after).with(limit), found);
    for (long batch : batches.released()) {
      ids(restingOrders.with(batch).with(endpoint).with(after).with(limit), found);
    }
    found.sort(Comparator.naturalOrder());
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  private static void ids(Sql query, List<Long> into) throws SQLException {
    try (ResultSet row = query.ask()) {
      while (row.next()) {
        into.add(row.getLong(1));
      }
    }
  }

  /** What an operator means; the planner gets only the conditions that are given. */
  Loads.Selected selected(Query.Selected query) throws SQLException {
    Selection what = query.what();
    long end = what.charge().isEmpty() ? lookedThrough(query.after()) : Long.MAX_VALUE;
    var where = new StringBuilder(" WHERE b.state = 'QUEUED' AND c.endpoint = ?");
    where.append(" AND c.id > ? AND c.id <= ?");
    where.append(what.batch().isEmpty() ? "" : " AND b.id = ?");
    where.append(what.charge().isEmpty() ? "" : " AND c.charge_id = ?");
    where.append(what.range().isEmpty() ? "" : " AND c.range = ?");
    where.append(what.device().isEmpty() ? "" : " AND c.device = ?");
    where.append(" AND CASE WHEN c.state = 'ACCEPTED' THEN b.resting ELSE c.state END IN (");
    where.append(String.join(",", Collections.nCopies(what.states().size(), "?"))).append(')');
    String text = query.limit() == 0 ? SUM + where : FOUND + where + " ORDER BY c.id LIMIT ?";
    var asked = new Sql(book, text);
    try {
      asked.with(query.endpoint()).with(query.after()).with(end);
      for (String value : List.of(what.batch(), what.charge(), what.range(), what.device())) {
        if (!value.isEmpty()) {
          asked.with(value);
        }
      }
      for (ChargeState state : new TreeSet<>(what.states())) {
        asked.with(state.name());
      }
      return query.limit() == 0
          ? sum(asked, end)
          : found(asked.with(query.limit()), query.limit(), end);
    } finally {
      asked.close();
    }
  }

  /** The last id of what one answer looks at: a million rows would keep every commit waiting. */
  private long lookedThrough(long after) throws SQLException {
    try (ResultSet row = end.with(after).ask()) {
      return row.next() ? row.getLong(1) : Long.MAX_VALUE;
    }
  }

  private static Loads.Selected sum(Sql asked, long end) throws SQLException {
    try (ResultSet row = asked.ask()) {
      return new Loads.Selected(List.of(), row.getLong(1), row.getLong(2), end);
    }
  }

  private Loads.Selected found(Sql asked, int limit, long end) throws SQLException {
    var found = new ArrayList<Loads.Found>();
    try (ResultSet row = asked.ask()) {
      while (row.next()) {
        String ended = row.getString(25);
        found.add(
            new Loads.Found(
                charge(row),
                ended == null ? "" : ended,
                Objects.toString(row.getString(26), ""),
                row.getInt(27)));
      }
    }
    long through = found.size() < limit ? end : found.getLast().charge().id();
    return new Loads.Selected(found, 0, 0, through);
  }

  /** Who could probe a range that is out, fresh ones first. */
  List<Charge> canaries(Query.Canaries query) throws SQLException {
    var found = new ArrayList<Charge>();
    for (long batch : batches.released()) {
      int more = query.limit() - found.size();
      if (more > 0) {
        gather(
            restingCanaries.with(batch).with(query.endpoint()).with(query.range()).with(more),
            found);
      }
    }
    int more = query.limit() - found.size();
    if (more > 0) {
      gather(queuedCanaries.with(query.endpoint()).with(query.range()).with(more), found);
    }
    return found;
  }

  /** Cards of which a charge was declined for good. */
  List<String> stopped() throws SQLException {
    var found = new ArrayList<String>();
    try (ResultSet row = stopped.ask()) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  /** The unfinished ones that may go, behind one place and up to another, ascending. */
  List<Charge> between(String endpoint, long after, long through) throws SQLException {
    var found = new ArrayList<Charge>();
    gather(due.with(endpoint).with(after).with(through), found);
    for (long batch : batches.released()) {
      gather(resting.with(batch).with(endpoint).with(after).with(through), found);
    }
    found.sort(Comparator.comparingLong(Charge::order).thenComparingLong(Charge::id));
    return found;
  }

  private void gather(Sql query, List<Charge> into) throws SQLException {
    try (ResultSet row = query.ask()) {
      while (row.next()) {
        into.add(charge(row));
      }
    }
  }

  private Charge charge(ResultSet row) throws SQLException {
    long id = row.getLong(1);
    Kept.Card card = kept.card(id, row.getBytes(6));
    String transmitted = row.getString(18);
    return new Charge(
        id,
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        card.pan(),
        card.expiry(),
        row.getLong(7),
        row.getString(8),
        row.getString(9),
        OffsetDateTime.parse(row.getString(10)),
        row.getString(11),
        row.getString(12),
        ChargeState.valueOf(row.getString(13)),
        row.getInt(14),
        transmitted == null ? "" : row.getString(15),
        transmitted == null
            ? Optional.empty()
            : Optional.of(new Stamp(new Mti(row.getInt(16)), row.getInt(17), transmitted)),
        row.getString(19),
        row.getLong(20),
        new Tries(row.getInt(22), row.getInt(21), row.getInt(23), Times.instant(row.getLong(24))));
  }

  /** Per endpoint, how many are unfinished and may be sent. */
  Map<String, Long> counts() throws SQLException {
    var found = new TreeMap<String, Long>();
    count(dueCounts, found);
    for (long batch : batches.released()) {
      count(restingCounts.with(batch), found);
    }
    return found;
  }

  private static void count(Sql query, Map<String, Long> into) throws SQLException {
    try (ResultSet row = query.ask()) {
      while (row.next()) {
        into.merge(row.getString(1), row.getLong(2), Long::sum);
      }
    }
  }

  long lastId() throws SQLException {
    try (ResultSet row = lastId.ask()) {
      return row.getLong(1);
    }
  }
}

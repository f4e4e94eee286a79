package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Hold;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * What the transit operator is told of cards: numbered without a gap in the order in which it
 * became durable, and once more for each card. Rows are never changed.
 */
final class CardEvents {
  private final Sql last;
  private final Sql debts;
  private final Sql tell;

  CardEvents(Connection book) throws SQLException {
    last =
        new Sql(
            book,
            "SELECT card_seq, kind FROM card_event WHERE lane = ? ORDER BY card_seq DESC LIMIT 1");
    debts =
        new Sql(
            book,
            "SELECT 1 FROM card_event e JOIN charge c ON c.id = e.charge WHERE e.lane = ?"
                + " AND e.kind = 'DECLINED' AND c.state NOT IN ('AUTHORISED', 'SETTLED_BY_HAND',"
                + " 'CANCELLED', 'EXPIRED') LIMIT 1");
    tell =
        new Sql(
            book,
            "INSERT INTO card_event (lane, card_seq, charge, kind, scope, value, reason, told)"
                + " VALUES (?,?,?,?,?,?,?,?)");
  }

  void told(Change.CardTold change) throws SQLException {
    long sequence = 0;
    boolean stands = false;
    try (ResultSet row = last.with(change.lane()).ask()) {
      if (row.next()) {
        sequence = row.getLong(1);
        stands = !row.getString(2).equals(CardSign.RELEASED.name());
      }
    }
    if (change.sign() == CardSign.RELEASED && (!stands || owes(change.lane()))) {
      return;
    }
    insert(
        change.lane(),
        sequence + 1,
        change.charge(),
        change.sign().name(),
        "CARD",
        "",
        change.reason(),
        change.at());
  }

  /**
   * A charge that this card was told as declined for is still declined, or is being asked for once
   * more: what was approved is not what it is blocked for.
   */
  private boolean owes(String lane) throws SQLException {
    try (ResultSet row = debts.with(lane).ask()) {
      return row.next();
    }
  }

  /** Cards of this kind are not asked for now: that says nothing about any of them. */
  void held(Hold hold) throws SQLException {
    if (hold.stops()) {
      insert("", 0, 0, "HELD", hold.scope().name(), hold.value(), words(hold), hold.since());
    }
  }

  void resumed(Change.HoldLifted change) throws SQLException {
    Hold hold = change.hold();
    if (hold.stops()) {
      String why = change.reason();
      insert("", 0, 0, "RESUMED", hold.scope().name(), hold.value(), why, change.at());
    }
  }

  private static String words(Hold hold) {
    return hold.cause().name() + ": " + hold.reason();
  }

  private void insert(
      String lane,
      long sequence,
      long charge,
      String kind,
      String scope,
      String value,
      String reason,
      Instant at)
      throws SQLException {
    tell.with(lane)
        .with(sequence)
        .with(charge)
        .with(kind)
        .with(scope)
        .with(value)
        .with(reason)
        .with(at)
        .run();
  }
}

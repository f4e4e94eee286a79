package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.transit.Hold;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps charges back; those that were lifted stay to be read. */
final class HoldTable {
  /** True for a charge c of a batch b that a hold of nothing at all covers. */
  static final String STOPPED = stopped("");

  /** The same, outages of issuers left out. */
  static final String STOPPED_OTHERWISE = stopped(" AND h.cause <> 'OUTAGE'");

  private final Sql place;
  private final Sql lift;
  private final Sql standing;

  HoldTable(Connection book) throws SQLException {
    place =
        new Sql(
            book,
            "INSERT INTO hold (endpoint, scope, value, cause, most, reason, placed_by, since,"
                + " until) VALUES (?,?,?,?,?,?,?,?,?)");
    lift =
        new Sql(
            book,
            "UPDATE hold SET lifted = ?, lifted_by = ?, lifted_reason = ? WHERE lifted IS NULL"
                + " AND endpoint = ? AND scope = ? AND value = ? AND cause = ?");
    standing =
        new Sql(
            book,
            "SELECT endpoint, scope, value, cause, most, reason, placed_by, since, until FROM hold"
                + " WHERE lifted IS NULL ORDER BY number");
  }

  private static String stopped(String and) {
    return "EXISTS (SELECT 1 FROM hold h WHERE h.lifted IS NULL AND h.most = 0"
        + " AND h.endpoint = c.endpoint"
        + and
        + " AND (h.scope = 'EVERYTHING' OR (h.scope = 'BATCH' AND h.value = b.id)"
        + " OR (h.scope = 'RANGE' AND h.value = c.range)"
        + " OR (h.scope = 'DEVICE' AND h.value = c.device)))";
  }

  void placed(Hold hold) throws SQLException {
    end(hold, hold.by(), "placed anew", Times.nanos(hold.since()));
    place
        .with(hold.endpoint())
        .with(hold.scope().name())
        .with(hold.value())
        .with(hold.cause().name())
        .with(hold.most())
        .with(hold.reason())
        .with(hold.by())
        .with(hold.since());
    if (hold.until().isPresent()) {
      place.with(hold.until().get());
    } else {
      place.withNothing();
    }
    place.run();
  }

  void lifted(Change.HoldLifted change) throws SQLException {
    end(change.hold(), change.by(), change.reason(), Times.nanos(change.at()));
  }

  private void end(Hold hold, String by, String reason, long at) throws SQLException {
    lift.with(at)
        .with(by)
        .with(reason)
        .with(hold.endpoint())
        .with(hold.scope().name())
        .with(hold.value())
        .with(hold.cause().name())
        .run();
  }

  List<Hold> standing() throws SQLException {
    var found = new ArrayList<Hold>();
    try (ResultSet row = standing.ask()) {
      while (row.next()) {
        found.add(
            new Hold(
                row.getString(1),
                Hold.Scope.valueOf(row.getString(2)),
                row.getString(3),
                Hold.Cause.valueOf(row.getString(4)),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                Times.instant(row.getLong(8)),
                until(row)));
      }
    }
    return found;
  }

  private static Optional<Instant> until(ResultSet row) throws SQLException {
    long until = row.getLong(9);
    return row.wasNull() ? Optional.empty() : Optional.of(Times.instant(until));
  }
}

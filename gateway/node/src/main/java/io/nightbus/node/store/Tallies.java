package io.nightbus.node.store;

import io.nightbus.core.Recovered;
import io.nightbus.core.transit.ChargeState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many charges of each batch are in which state: moved in memory, written with each commit. */
final class Tallies {
  private final Sql accept;
  private final Sql move;
  private final Sql sums;
  private final Sql waiting;
  private final Map<Place, long[]> moves = new LinkedHashMap<>();
  private final Map<Long, long[]> accepted = new LinkedHashMap<>();

  private record Place(long batch, String state) {}

  Tallies(Connection book) throws SQLException {
    accept =
        new Sql(
            book,
            "UPDATE batch SET accepted_count = accepted_count + ?,"
                + " accepted_amount = accepted_amount + ? WHERE number = ?");
    move =
        new Sql(
            book,
            "INSERT INTO tally (batch, state, count, amount) VALUES (?,?,?,?)"
                + " ON CONFLICT (batch, state) DO UPDATE"
                + " SET count = count + excluded.count, amount = amount + excluded.amount");
    waiting =
        new Sql(
            book,
            "SELECT b.id, b.deadline, sum(t.count) FROM tally t JOIN batch b"
                + " ON b.number = t.batch WHERE b.resting = 'QUEUED'"
                + " AND t.state IN ('ACCEPTED', 'QUEUED', 'SENDING', 'IN_DOUBT', 'REVERSING')"
                + " GROUP BY b.number HAVING sum(t.count) > 0 ORDER BY b.number");
    sums =
        new Sql(
            book,
            "SELECT CASE WHEN t.state = 'ACCEPTED' THEN b.resting ELSE t.state END,"
                + " sum(t.count), sum(t.amount) FROM tally t JOIN batch b ON b.number = t.batch"
                + " GROUP BY 1 HAVING sum(t.count) <> 0");
  }

  void accepted(long batch, String state, long amount) {
    add(accepted.computeIfAbsent(batch, number -> new long[2]), 1, amount);
    moved(batch, state, 1, amount);
  }

  void moved(long batch, String state, long count, long amount) {
    add(moves.computeIfAbsent(new Place(batch, state), place -> new long[2]), count, amount);
  }

  private static void add(long[] sum, long count, long amount) {
    sum[0] += count;
    sum[1] += amount;
  }

  /** To be called before each commit. */
  void settle() throws SQLException {
    for (var sum : accepted.entrySet()) {
      accept.with(sum.getValue()[0]).with(sum.getValue()[1]).with(sum.getKey()).run();
    }
    for (var sum : moves.entrySet()) {
      move.with(sum.getKey().batch())
          .with(sum.getKey().state())
          .with(sum.getValue()[0])
          .with(sum.getValue()[1])
          .run();
    }
    accepted.clear();
    moves.clear();
  }

  /** Complete files that have charges without an ending. */
  List<Recovered.Waiting> waiting() throws SQLException {
    var found = new ArrayList<Recovered.Waiting>();
    try (ResultSet row = waiting.ask()) {
      while (row.next()) {
        found.add(
            new Recovered.Waiting(row.getString(1), Times.instant(row.getLong(2)), row.getLong(3)));
      }
    }
    return found;
  }

  /** Over all batches. */
  List<Recovered.Tally> sums() throws SQLException {
    var found = new ArrayList<Recovered.Tally>();
    try (ResultSet row = sums.ask()) {
      while (row.next()) {
        found.add(
            new Recovered.Tally(
                ChargeState.valueOf(row.getString(1)), row.getLong(2), row.getLong(3)));
      }
    }
    return found;
  }
}

package io.nightbus.node.store;

import io.nightbus.core.Change;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Leases of STANs, and the latest DE 7 that may have been used. */
final class Stans {
  private final Sql lease;
  private final Sql leases;
  private final Sql latest;

  Stans(Connection book) throws SQLException {
    lease =
        new Sql(
            book,
            "INSERT INTO stan_lease (endpoint, through, transmitted_up_to) VALUES (?,?,?)"
                + " ON CONFLICT (endpoint) DO UPDATE SET through = excluded.through,"
                + " transmitted_up_to = max(transmitted_up_to, excluded.transmitted_up_to)");
    leases = new Sql(book, "SELECT endpoint, through FROM stan_lease ORDER BY endpoint");
    latest = new Sql(book, "SELECT max(transmitted_up_to) FROM stan_lease");
  }

  void leased(Change.StansLeased change) throws SQLException {
    lease.with(change.endpoint()).with(change.through()).with(change.transmittedUpTo()).run();
  }

  Map<String, Integer> leases() throws SQLException {
    var found = new TreeMap<String, Integer>();
    try (ResultSet row = leases.ask()) {
      while (row.next()) {
        found.put(row.getString(1), row.getInt(2));
      }
    }
    return found;
  }

  /** The epoch where nothing was leased. */
  Instant transmittedUpTo() throws SQLException {
    try (ResultSet row = latest.ask()) {
      return Times.instant(row.getLong(1));
    }
  }
}

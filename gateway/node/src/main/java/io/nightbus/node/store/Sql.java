package io.nightbus.node.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;

/**
 * A prepared statement whose parameters are given in order: {@code
 * insert.with(id).with(text).run()}. Lives as long as its connection.
 */
final class Sql {
  private final PreparedStatement statement;
  private int given;

  Sql(Connection connection, String text) throws SQLException {
    this.statement = connection.prepareStatement(text);
  }

  Sql with(long value) throws SQLException {
    statement.setLong(++given, value);
    return this;
  }

  Sql with(int value) throws SQLException {
    statement.setInt(++given, value);
    return this;
  }

  Sql with(String value) throws SQLException {
    statement.setString(++given, value);
    return this;
  }

  Sql with(byte[] value) throws SQLException {
    statement.setBytes(++given, value);
    return this;
  }

  Sql with(Instant value) throws SQLException {
    return with(Times.nanos(value));
  }

  Sql withNothing() throws SQLException {
    statement.setNull(++given, Types.NULL);
    return this;
  }

  /** The number of rows changed. */
  int run() throws SQLException {
    given = 0;
    return statement.executeUpdate();
  }

  /** Close the rows before the next use. */
  ResultSet ask() throws SQLException {
    given = 0;
    return statement.executeQuery();
  }

  void close() throws SQLException {
    statement.close();
  }
}

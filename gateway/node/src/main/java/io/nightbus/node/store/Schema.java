package io.nightbus.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The book's tables, made and changed by Flyway from {@code db/migration}. */
final class Schema {
  /** The last migration; each sets {@code user_version} to its own number. */
  static final int VERSION = 1;

  private Schema() {}

  /** Refuses a later schema than this version of Nightbus knows. */
  static void bringUpToDate(Path file, Connection connection) throws SQLException {
    int found = version(connection);
    if (found > VERSION) {
      throw new SchemaMismatch(file, found, VERSION);
    }
    if (found < VERSION) {
      migrate(file);
      if (version(connection) != VERSION) {
        throw new BookRefused(file, "its schema could not be brought to " + VERSION);
      }
    }
  }

  private static void migrate(Path file) {
    try {
      Flyway.configure()
          .dataSource("jdbc:sqlite:" + file, null, null)
          .locations("classpath:db/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new BookRefused(file, "its schema could not be made: " + e.getMessage(), e);
    }
  }

  private static int version(Connection connection) throws SQLException {
    return Integer.parseInt(BookFile.pragma(connection, "user_version"));
  }
}

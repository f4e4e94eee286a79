package io.nightbus.ops.books;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/**
 * What a gateway that has died left undone, by its own store.
 *
 * @param requests live requests without an outcome
 * @param duties advices and reversals that are owed
 * @param charges charges that are not at rest
 */
public record Unfinished(long requests, long duties, long charges) {

  /**
   * Looks at a copy, made in {@code scratch}: to open the store itself would do the recovery that
   * the next start has to do.
   */
  public static Unfinished in(Path store, Path scratch) throws UnreadableEvidence {
    try {
      Path copy = scratch.resolve(store.getFileName());
      for (String end : new String[] {"", "-wal"}) {
        Path from = store.resolveSibling(store.getFileName() + end);
        Path to = copy.resolveSibling(copy.getFileName() + end);
        Files.deleteIfExists(to);
        if (Files.exists(from)) {
          Files.copy(from, to);
        }
      }
      Unfinished found = read(copy);
      try (Stream<Path> left = Files.list(scratch)) {
        for (Path file : left.filter(f -> f.toString().startsWith(copy.toString())).toList()) {
          Files.delete(file);
        }
      }
      return found;
    } catch (IOException | SQLException unreadable) {
      throw new UnreadableEvidence(store + ": " + unreadable.getMessage());
    }
  }

  private static Unfinished read(Path copy) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
        Statement statement = connection.createStatement()) {
      return new Unfinished(
          count(statement, "SELECT count(*) FROM v_exchange WHERE verdict IS NULL"),
          count(statement, "SELECT count(*) FROM v_obligation WHERE state IN ('OWED', 'SENT')"),
          count(
              statement,
              "SELECT count(*) FROM v_charge WHERE state IN"
                  + " ('ACCEPTED', 'QUEUED', 'SENDING', 'IN_DOUBT', 'REVERSING')"));
    }
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  public boolean isAnything() {
    return requests + duties + charges > 0;
  }
}

package io.nightbus.ops.figures;

import io.nightbus.ops.stage.StageFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/**
 * What one durable commit costs on this disk: single rows of 600 bytes, write-ahead log,
 * synchronous.
 */
final class CommitTime {
  private static final int COMMITS = 2_000;
  private static final int WARM_UP = 200;

  private CommitTime() {}

  /** The median in microseconds. */
  static double median(Path directory) {
    Path file = directory.resolve("commit.db");
    try (Connection book = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement setUp = book.createStatement()) {
      setUp.execute("PRAGMA journal_mode = WAL");
      setUp.execute("PRAGMA synchronous = FULL");
      setUp.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
      try (PreparedStatement insert = book.prepareStatement("INSERT INTO row (body) VALUES (?)")) {
        long[] taken = new long[COMMITS];
        byte[] body = new byte[600];
        for (int i = -WARM_UP; i < COMMITS; i++) {
          long begin = System.nanoTime();
          insert.setBytes(1, body);
          insert.executeUpdate();
          if (i >= 0) {
            taken[i] = System.nanoTime() - begin;
          }
        }
        Arrays.sort(taken);
        return taken[COMMITS / 2] / 1_000.0;
      }
    } catch (SQLException broken) {
      throw new StageFailure("the commit time can't be measured in " + directory, broken);
    }
  }
}

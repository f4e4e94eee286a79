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
 * synchronous; in microseconds.
 *
 * @param median of all commits
 * @param p99 what one in a hundred exceeds: the disk's own tail
 */
record CommitTime(double median, double p99) {
  private static final int COMMITS = 2_000;
  private static final int WARM_UP = 200;

  /** Measures it in a book of its own. */
  static CommitTime in(Path directory) {
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
        return new CommitTime(
            taken[COMMITS / 2] / 1_000.0, taken[COMMITS - COMMITS / 100] / 1_000.0);
      }
    } catch (SQLException broken) {
      throw new StageFailure("the commit time can't be measured in " + directory, broken);
    }
  }
}

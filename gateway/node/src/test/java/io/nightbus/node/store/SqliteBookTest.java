package io.nightbus.node.store;

import io.nightbus.core.Book;
import io.nightbus.core.BookConformance;
import io.nightbus.core.BookEar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqliteBookTest extends BookConformance {
  @TempDir Path folder;

  @Override
  protected Book open() {
    Path keys = folder.resolve("keys");
    return SqliteBook.open(
        folder.resolve("book.db"), Files.exists(keys) ? Keys.read(keys) : Keys.create(keys));
  }

  @Override
  protected List<String> signs(BookEar book) throws SQLException {
    book.store();
    var found = new ArrayList<String>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT charge, kind FROM card_event ORDER BY seq")) {
      while (row.next()) {
        found.add(row.getLong(1) + " " + row.getString(2));
      }
    }
    return found;
  }
}

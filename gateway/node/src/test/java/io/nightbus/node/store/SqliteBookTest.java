package io.nightbus.node.store;

import io.nightbus.core.Book;
import io.nightbus.core.BookConformance;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteBookTest extends BookConformance {
  @TempDir Path folder;

  @Override
  protected Book open() {
    Path keys = folder.resolve("keys");
    return SqliteBook.open(
        folder.resolve("book.db"), Files.exists(keys) ? Keys.read(keys) : Keys.create(keys));
  }
}

package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.BookEar;
import io.nightbus.core.BookSamples;
import io.nightbus.core.Change;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be opened, by whom, and what a stranger finds in the files. */
class BookFileTest {
  @TempDir Path folder;
  private Keys keys;
  private Path file;

  @BeforeEach
  void create() {
    keys = Keys.create(folder.resolve("keys"));
    file = folder.resolve("book.db");
  }

  @Test
  void one_book_per_file_in_one_process_too() throws Exception {
    try (SqliteBook first = SqliteBook.open(file, keys)) {
      Path roundabout = Files.createSymbolicLink(folder.resolve("link"), folder);
      for (Path path : List.of(file, roundabout.resolve("book.db"))) {
        assertThatThrownBy(() -> SqliteBook.open(path, keys))
            .isInstanceOfSatisfying(
                BookTaken.class,
                taken ->
                    assertThat(taken.holder())
                        .isEqualTo(OptionalLong.of(ProcessHandle.current().pid())));
      }
      first.recover();
      BookEar.of(first).store(new Change.Counted("a", "all", 1, 1));
    }
    SqliteBook.open(file, keys).close();
  }

  @Test
  void the_file_is_its_owners_alone() throws Exception {
    try (SqliteBook book = SqliteBook.open(file, keys)) {
      book.recover();
      for (String name : List.of("book.db", "book.db-wal", "book.db-shm")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void a_later_schema_is_refused() throws Exception {
    SqliteBook.open(file, keys).close();
    sql("PRAGMA user_version = 99");
    assertThatThrownBy(() -> SqliteBook.open(file, keys))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageContaining("99")
        .hasMessageContaining(file.toString());
  }

  private void sql(String text) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  @Test
  void other_keys_are_refused_before_anything_is_written() {
    SqliteBook.open(file, keys).close();
    assertThatThrownBy(() -> SqliteBook.open(file, Keys.create(folder.resolve("other"))))
        .isInstanceOf(BookRefused.class)
        .hasMessageContaining("other keys");
    SqliteBook.open(file, keys).close();
  }

  @Test
  void what_is_not_a_book_is_refused_and_left_alone() throws Exception {
    Files.writeString(file, "this is a shopping list, and quite a long one at that\n".repeat(20));
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(() -> SqliteBook.open(file, keys))
        .isInstanceOf(BookRefused.class)
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThatThrownBy(() -> SqliteBook.open(folder.resolve("no/such.db"), keys))
        .isInstanceOf(BookRefused.class)
        .hasMessageContaining("no such folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "CephFS", "9p"})
  void a_network_file_system_is_refused(String type) {
    assertThatThrownBy(() -> BookFile.refuseNetwork(file, type))
        .isInstanceOf(BookRefused.class)
        .hasMessageContaining(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "btrfs", "overlay", "tmpfs", "apfs"})
  void a_local_one_is_not(String type) {
    BookFile.refuseNetwork(file, type);
  }

  @Test
  void no_card_number_lies_in_any_file(@TempDir Path open) throws Exception {
    try (SqliteBook book = SqliteBook.open(file, keys)) {
      book.recover();
      BookEar ear = BookEar.of(book);
      everyKindOfRow(ear);
      Child.copy(folder, open);
    }
    for (Path copy : List.of(open, folder)) {
      assertThat(found(copy, "ride-11".getBytes(StandardCharsets.US_ASCII)))
          .as("the search finds what is there")
          .isNotEmpty();
      for (long number = 1; number <= 20; number++) {
        String digits = BookSamples.pan(number).digits();
        assertThat(found(copy, digits.getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(found(copy, HexFormat.of().parseHex(digits))).isEmpty();
      }
    }
  }

  private static void everyKindOfRow(BookEar ear) {
    for (long id = 1; id <= 10; id++) {
      ear.submit(
          new Change.Intended(BookSamples.intent(id)),
          new Change.Concluded(
              id, Verdict.STOOD_IN_APPROVED, BookSamples.answer(id, "00"), BookSamples.NOON),
          new Change.Decided(BookSamples.decision(id, true)),
          new Change.Owed(BookSamples.advice(200 + id, id, "lane")));
    }
    ear.submit(new Change.BatchOpened(BookSamples.batch("night", Batch.State.RECEIVING)));
    for (long id = 11; id <= 20; id++) {
      ear.submit(new Change.ChargeAccepted(BookSamples.charge(id, "night")));
    }
    ear.store(
        new Change.BatchClosed(BookSamples.batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
  }

  /** The names of the files that have these bytes. */
  private static List<String> found(Path folder, byte[] wanted) throws IOException {
    String needle = new String(wanted, StandardCharsets.ISO_8859_1);
    var names = new ArrayList<String>();
    for (String name : List.of("book.db", "book.db-wal", "book.db-shm")) {
      Path path = folder.resolve(name);
      if (Files.exists(path)
          && Files.readString(path, StandardCharsets.ISO_8859_1).contains(needle)) {
        names.add(name);
      }
    }
    return names;
  }

  @Test
  void a_row_that_was_changed_outside_is_not_believed() throws Exception {
    try (SqliteBook book = SqliteBook.open(file, keys)) {
      book.recover();
      BookEar.of(book).store(new Change.Intended(BookSamples.intent(1)));
    }
    sql("UPDATE exchange_1 SET id = 2");
    try (SqliteBook book = SqliteBook.open(file, keys)) {
      assertThatThrownBy(book::recover).hasMessageContaining("not what was sealed");
    }
  }
}

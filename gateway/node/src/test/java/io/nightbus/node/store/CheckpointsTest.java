package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.BookEar;
import io.nightbus.core.BookSamples;
import io.nightbus.core.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log under load, beside a reader that will not end, and beside a tool that locks the file. */
class CheckpointsTest {
  private static final long BOUND = 1 << 20;
  private static final int WAITING = 64;

  @TempDir Path folder;
  private final AtomicLong longest = new AtomicLong();
  private final AtomicLong latest = new AtomicLong();
  private final Watch watch =
      new Watch() {
        @Override
        public void checkpointed(long walBytes, long nanos) {
          longest.accumulateAndGet(walBytes, Math::max);
          latest.set(walBytes);
        }
      };
  private SqliteBook book;
  private BookEar ear;
  private long id;

  @BeforeEach
  void open() {
    book =
        SqliteBook.open(
            folder.resolve("book.db"),
            Keys.create(folder.resolve("keys")),
            InstantSource.system(),
            watch,
            BOUND,
            Room::beside);
    book.recover();
    ear = BookEar.of(book);
  }

  @AfterEach
  void close() {
    book.close();
  }

  /** Keeps the writer busy until so many bytes must have been written in all. */
  private void load(long bytes) {
    for (long written = 0; written < bytes; written += 500) {
      long sequence = ear.submit(new Change.Owed(BookSamples.advice(++id, id, "lane")));
      if (sequence > WAITING) {
        ear.awaitStored(sequence - WAITING);
      }
    }
  }

  /** Keeps the writer busy until the copying has seen it; how fast the disk is says nothing. */
  private void loadUntil(BooleanSupplier seen) {
    long began = System.nanoTime();
    while (!seen.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
      load(BOUND / 16);
    }
  }

  /** Commits that follow one another closely: whenever the log is copied, more is in it already. */
  @Test
  void a_long_log_starts_again_though_the_writer_never_pauses(@TempDir Path other)
      throws Exception {
    Keys keys = Keys.create(other.resolve("keys"));
    try (BookFile file = BookFile.take(other.resolve("book.db"), keys)) {
      Connection writer = file.open();
      var checkpoints =
          new Checkpoints(
              file.open(), file::sync, watch, 200_000, Room.beside(file.path()), enough -> {});
      var count = new Sql(writer, "INSERT INTO counter VALUES ('all', ?, 1, 1)");
      for (int i = 0; i < 100; i++) {
        count.with("a" + i).run();
      }
      checkpoints.checkpoint();
      assertThat(latest.get()).isGreaterThan(200_000);
      for (int i = 0; i < 100; i++) {
        count.with("b" + i).run();
      }
      checkpoints.restartIfLong(writer);
      count.with("c").run();
      checkpoints.checkpoint();
      assertThat(latest.get()).isLessThan(20_000);
    }
  }

  /** SQLite alone leaves it with the kernel as long as the writer goes on. */
  @Test
  void each_copy_is_put_on_disk_and_one_that_is_not_ends_the_book(@TempDir Path other)
      throws Exception {
    Keys keys = Keys.create(other.resolve("keys"));
    try (BookFile file = BookFile.take(other.resolve("book.db"), keys)) {
      var syncs = new AtomicLong();
      var checkpoints =
          new Checkpoints(
              file.open(),
              () -> {
                if (syncs.incrementAndGet() > 2) {
                  throw new IOException("Input/output error");
                }
              },
              watch,
              BOUND,
              Room.beside(file.path()),
              enough -> {});
      checkpoints.checkpoint();
      checkpoints.checkpoint();
      assertThat(syncs.get()).isEqualTo(2);
      checkpoints.check();
      checkpoints.written();
      Thread copying = Thread.ofPlatform().daemon().start(checkpoints);
      assertThat(copying.join(Duration.ofSeconds(60))).isTrue();
      assertThatThrownBy(checkpoints::check).hasMessageContaining("Input/output error");
    }
  }

  @Test
  void a_reader_that_does_not_end_stops_nobody() throws Exception {
    try (Connection reader = connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.executeQuery("SELECT count(*) FROM v_obligation").close();
      loadUntil(() -> longest.get() > 16 * BOUND);
      reader.rollback();
    }
    loadUntil(() -> latest.get() < 8 * BOUND);
  }

  /** Whoever writes over what is there waits half as long; what was laid out is no content. */
  @Test
  void the_log_has_its_length_before_anything_is_written() throws Exception {
    Path log = folder.resolve("book.db-wal");
    long laidOut = Files.size(log);
    assertThat(laidOut).isGreaterThan(BOUND);
    load(BOUND / 2);
    assertThat(Files.size(log)).isEqualTo(laidOut);
    try (Connection reader = connect();
        Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM v_obligation")) {
      assertThat(row.getLong(1)).isPositive();
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
  }

  @Test
  void a_tool_that_locks_the_file_for_a_while_only_delays() throws Exception {
    try (Connection tool = connect();
        Statement statement = tool.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      long sequence = ear.submit(new Change.Owed(BookSamples.advice(1, 1, "lane")));
      assertThat(ear.stored()).isLessThan(sequence);
      statement.execute("COMMIT");
      ear.awaitStored(sequence);
    }
  }
}

package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightbus.core.BookEar;
import io.nightbus.core.BookSamples;
import io.nightbus.core.Change;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills: what is under way is stored to its end, nothing new is wanted. */
class RoomTest {
  private static final long RESERVE = 1 << 20;

  @TempDir Path folder;
  private final AtomicLong free = new AtomicLong(10 * RESERVE);
  private long id;

  private SqliteBook open() {
    return SqliteBook.open(
        folder.resolve("book.db"),
        Files.exists(folder.resolve("keys"))
            ? Keys.read(folder.resolve("keys"))
            : Keys.create(folder.resolve("keys")),
        InstantSource.system(),
        Watch.NONE,
        1 << 20,
        path -> new Room(path, RESERVE, free::get));
  }

  private Path reserve() {
    return folder.resolve("book.db-reserve");
  }

  private void store(BookEar ear) {
    ear.store(new Change.Owed(BookSamples.advice(++id, id, "lane")));
  }

  private static BookEar begin(SqliteBook book) {
    book.recover();
    return BookEar.of(book);
  }

  @Test
  void the_reserve_is_taken_whole_also_after_a_start_that_was_cut_short() throws Exception {
    Files.write(reserve(), new byte[1_000]);
    try (SqliteBook book = open()) {
      begin(book);
      awaitReserve(reserve(), RESERVE);
    }
  }

  @Test
  void scarce_room_is_told_and_the_rest_is_still_stored() throws Exception {
    try (SqliteBook book = open()) {
      BookEar ear = begin(book);
      awaitReserve(reserve(), RESERVE);
      free.set(RESERVE - 1);
      ear.awaitRoom(false);
      assertThat(book.isCramped()).isTrue();
      store(ear);
      assertThat(reserve()).exists();
    }
  }

  @Test
  void the_last_room_is_made_by_giving_up_the_reserve_which_is_taken_again_later()
      throws Exception {
    try (SqliteBook book = open()) {
      BookEar ear = begin(book);
      free.set(RESERVE / 4 - 1);
      store(ear);
      assertThat(reserve()).doesNotExist();
      ear.awaitRoom(false);
      free.set(2 * RESERVE); // not enough for the reserve and as much again beside it
      store(ear);
      assertThat(book.isCramped()).isTrue();
      free.set(3 * RESERVE);
      ear.awaitRoom(true);
      assertThat(Files.size(reserve())).isEqualTo(RESERVE);
      assertThat(book.isCramped()).isFalse();
    }
  }

  @Test
  void a_book_on_a_disk_that_is_full_already_says_so_at_its_start() throws Exception {
    Files.write(reserve(), new byte[(int) RESERVE]);
    free.set(0);
    try (SqliteBook book = open()) {
      BookEar ear = begin(book);
      ear.awaitRoom(false);
      store(ear);
      assertThat(reserve()).doesNotExist();
    }
  }

  /** A real one: a file system of 40 MiB, which somebody else fills while the book is written. */
  @Test
  void on_a_real_disk_that_somebody_fills_what_is_under_way_is_stored() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk.toString()) == 0;
    if (!mounted) {
      System.out.println("SKIPPED: a real full disk needs the right to mount a tmpfs (root)");
    }
    assumeTrue(mounted);
    try {
      Keys keys = Keys.create(folder.resolve("keys"));
      long reserve = 8 << 20;
      try (SqliteBook book =
          SqliteBook.open(
              disk.resolve("book.db"),
              keys,
              InstantSource.system(),
              Watch.NONE,
              1 << 20,
              path -> new Room(path, reserve, () -> disk.toFile().getUsableSpace()))) {
        BookEar ear = begin(book);
        store(ear);
        awaitReserve(disk.resolve("book.db-reserve"), reserve);
        fill(disk.resolve("else"));
        ear.awaitRoom(false);
        for (int i = 0; i < 500; i++) {
          store(ear);
        }
        assertThat(disk.resolve("book.db-reserve")).doesNotExist();
        Files.delete(disk.resolve("else"));
        ear.awaitRoom(true);
        assertThat(Files.size(disk.resolve("book.db-reserve"))).isEqualTo(reserve);
      }
    } finally {
      assertThat(run("umount", disk.toString())).isZero();
    }
  }

  private static void awaitReserve(Path file, long bytes) {
    await().until(() -> Files.exists(file) && Files.size(file) == bytes);
  }

  private static void fill(Path file) throws Exception {
    try (var out = Files.newOutputStream(file)) {
      byte[] bytes = new byte[65_536];
      while (true) {
        out.write(bytes);
      }
    } catch (java.io.IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}

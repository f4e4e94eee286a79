package io.nightbus.node.store;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The book in one SQLite file: write-ahead log, a commit returns after fsync, groups of whatever
 * waits. One owner per file. {@link #submit} and {@link #load} come from one thread at a time and
 * never wait.
 */
public final class SqliteBook implements Book, AutoCloseable {
  /** The core refuses new work long before so much waits; beyond it the book gives up. */
  private static final int MOST_WAITING = 262_144;

  /** From here on the log is started again from its beginning. */
  private static final long MOST_WAL_BYTES = 32L << 20;

  private final BookFile file;
  private final Connection connection;
  private final Tables tables;
  private final Connection copying;
  private final InstantSource clock;
  private final Watch watch;
  private final long mostWalBytes;
  private final Room room;
  private final Inbox<Writer.Work> inbox = new Inbox<>(MOST_WAITING);
  private @Nullable Running running;

  private record Running(Checkpoints checkpoints, Thread writing, Thread copying) {}

  private SqliteBook(
      BookFile file, Keys keys, InstantSource clock, Watch watch, long mostWalBytes, Room room)
      throws SQLException {
    this.file = file;
    this.clock = clock;
    this.watch = watch;
    this.connection = file.open();
    this.tables = new Tables(connection, keys);
    this.copying = file.open();
    this.mostWalBytes = mostWalBytes;
    this.room = room;
  }

  /** As {@link #open(Path, Keys, InstantSource, Watch)} with the system's clock. */
  public static SqliteBook open(Path file, Keys keys) {
    return open(file, keys, InstantSource.system(), Watch.NONE);
  }

  /**
   * Opens the book, creating it where there is none; throws {@link BookRefused} with one clear line
   * where it cannot be used: {@link BookTaken}, {@link SchemaMismatch}, other keys, a network file
   * system.
   *
   * @param clock says which day's counters still count
   */
  public static SqliteBook open(Path file, Keys keys, InstantSource clock, Watch watch) {
    return open(file, keys, clock, watch, MOST_WAL_BYTES, Room::beside);
  }

  /** Makes the room of a book, by its real path. */
  interface Rooms {
    Room of(Path book) throws IOException;
  }

  static SqliteBook open(
      Path file, Keys keys, InstantSource clock, Watch watch, long mostWalBytes, Rooms rooms) {
    BookFile taken = BookFile.take(file, keys);
    try {
      return new SqliteBook(taken, keys, clock, watch, mostWalBytes, rooms.of(taken.path()));
    } catch (SQLException | IOException e) {
      giveUp(taken);
      throw new BookRefused(file, "cannot be opened: " + e.getMessage(), e);
    }
  }

  private static void giveUp(BookFile file) {
    try {
      file.close();
    } catch (SQLException | IOException e) {
      throw new BookRefused(file.path(), "cannot be closed: " + e.getMessage(), e);
    }
  }

  @Override
  public Recovered recover() {
    try {
      return tables.recover(clock.instant());
    } catch (SQLException e) {
      throw new BookRefused(file.path(), "cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void start(Listener listener) {
    try {
      file.layOutLog(mostWalBytes + mostWalBytes / 2);
      var checkpoints =
          new Checkpoints(copying, file::sync, watch, mostWalBytes, room, listener::room);
      var writer = new Writer(inbox, connection, tables, checkpoints, listener, watch, room);
      running =
          new Running(
              checkpoints,
              Thread.ofPlatform().name("book").start(writer),
              Thread.ofPlatform().name("book-copy").daemon().start(checkpoints));
    } catch (SQLException | IOException e) {
      throw new BookRefused(file.path(), "cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void submit(long sequence, List<Change> changes) {
    put(new Writer.Work.Transaction(sequence, changes));
  }

  @Override
  public void load(long query, Query what) {
    put(new Writer.Work.Question(query, what));
  }

  /** To leave one out would break the stream, to wait would block the event loop. */
  private void put(Writer.Work work) {
    if (!inbox.put(work)) {
      throw new IllegalStateException(
          "the book is " + MOST_WAITING + " entries behind: the disk does not keep up");
    }
  }

  /** Transactions and questions that wait for the writer. */
  public int waiting() {
    return inbox.size();
  }

  /** Its disk is nearly full: it can store the ends of what is under way, and little else. */
  public boolean isCramped() {
    return room.isScarce();
  }

  /** Reads for people, on a connection of its own; close it when done. */
  public Reports reports() {
    return SqliteReports.open(file.path());
  }

  /** Proofs for people, on a connection of its own; close it when done. */
  public Proofs proofs() {
    return SqliteProofs.open(file.path());
  }

  /** Commits what has queued, then closes; after a failure it only closes. */
  @Override
  public void close() {
    try {
      Running run = running;
      running = null;
      if (run != null) {
        inbox.put(new Writer.Work.Stop());
        run.writing().join();
        run.checkpoints().stop(run.copying());
      }
      file.close();
    } catch (SQLException | IOException e) {
      throw new BookRefused(file.path(), "cannot be closed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.nightbus.node.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file on disk: who may use it, how it is opened, and that it keeps what it acknowledges. Its
 * connections end with it: one that is left open would keep an index of the log in memory after the
 * file has changed hands.
 */
final class BookFile implements AutoCloseable {
  /** SQLite's locks and shared memory do not hold over these, or a lost server loses the page. */
  private static final List<String> NETWORK =
      List.of(
          "nfs",
          "cifs",
          "smb",
          "afs",
          "ncpfs",
          "9p",
          "ceph",
          "gluster",
          "lustre",
          "davfs",
          "fuse.sshfs",
          "fuse.s3fs",
          "fuse.rclone",
          "fuse.gcsfuse");

  private static final int FULL = 2;
  static final int BUSY_MILLIS = 10_000;
  private static final int CACHE_KIB = 65_536;
  private static final String CHECKED = "nightbus book";
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

  private final Path path;
  private final BookLock lock;

  /**
   * Open as long as the connections are: a process that closes a file gives up its locks on it
   * (POSIX), SQLite's too. No channel, for an interrupt would close that.
   */
  private final RandomAccessFile bytes;

  private final List<Connection> connections = new ArrayList<>();

  private BookFile(Path path, BookLock lock, RandomAccessFile bytes) {
    this.path = path;
    this.lock = lock;
    this.bytes = bytes;
  }

  /** Takes the file, creating it where there is none, and brings its schema up to date. */
  static BookFile take(Path file, Keys keys) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent == null || !Files.isDirectory(parent)) {
        throw new BookRefused(file, "there is no such folder to keep the book in");
      }
      Path path = parent.toRealPath().resolve(file.getFileName());
      refuseNetwork(path, Files.getFileStore(path.getParent()).type());
      BookFile book = created(path, BookLock.take(path));
      try {
        book.prepare(keys);
      } catch (SQLException | RuntimeException e) {
        book.close();
        throw e;
      }
      return book;
    } catch (IOException e) {
      throw new BookRefused(file, "cannot be opened: " + e.getMessage(), e);
    } catch (SQLException e) {
      throw new BookRefused(file, "is not a book that can be used: " + e.getMessage(), e);
    }
  }

  private static BookFile created(Path path, BookLock lock) throws IOException {
    try {
      if (Files.notExists(path)) {
        Files.createFile(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return new BookFile(path, lock, new RandomAccessFile(path.toFile(), "rw"));
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  static void refuseNetwork(Path file, String type) {
    String kind = type.toLowerCase(Locale.ROOT);
    if (NETWORK.stream().anyMatch(kind::startsWith)) {
      throw new BookRefused(
          file, "lies on a network file system (" + type + "), which cannot keep a book; move it");
    }
  }

  private void prepare(Keys keys) throws SQLException {
    Connection connection = open();
    Schema.bringUpToDate(path, connection);
    checkKeys(connection, keys);
  }

  private void checkKeys(Connection connection, Keys keys) throws SQLException {
    var seal = new Seal(keys);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT token_check, seal_check FROM book")) {
      if (row.next()) {
        if (!row.getString(1).equals(keys.check()) || !opens(seal, row.getBytes(2))) {
          throw new BookRefused(
              path, "was written with other keys; give the key file of this book");
        }
        return;
      }
    }
    byte[] clear = CHECKED.getBytes(StandardCharsets.US_ASCII);
    new Sql(connection, "INSERT INTO book VALUES (1, ?, ?, ?)")
        .with(Instant.now())
        .with(keys.check())
        .with(seal.close(Seal.Place.CHECK, 0, clear, clear.length))
        .run();
  }

  private static boolean opens(Seal seal, byte[] sealed) {
    try {
      return seal.open(Seal.Place.CHECK, 0, sealed).length > 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** A connection on which a commit is on disk when it returns: asserted, not assumed. */
  Connection open() throws SQLException {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-CACHE_KIB);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setOpenMode(SQLiteOpenMode.NOMUTEX); // each is one thread's at a time
    config.setGetGeneratedKeys(false); // otherwise every insert is followed by a query
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    Connection connection = config.createConnection("jdbc:sqlite:" + path);
    connections.add(connection);
    pragma(connection, "wal_autocheckpoint = 0");
    refuseUnless(pragma(connection, "journal_mode").equals("wal"), "journal_mode is not wal");
    refuseUnless(
        Integer.parseInt(pragma(connection, "synchronous")) == FULL, "synchronous is not FULL");
    refuseUnless(pragma(connection, "secure_delete").equals("1"), "secure_delete is not on");
    return connection;
  }

  private void refuseUnless(boolean fine, String otherwise) {
    if (!fine) {
      throw new BookRefused(path, otherwise + ", so the book could not keep its word");
    }
  }

  /** Runs a pragma; the first column of its answer, empty where it gives none. */
  static String pragma(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute("PRAGMA " + text)) {
        return "";
      }
      try (ResultSet row = statement.getResultSet()) {
        return row.next() ? row.getString(1) : "";
      }
    }
  }

  /** A connection that only reads, for people. */
  static Connection openForReading(Path path) throws SQLException {
    var config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    Connection connection = config.createConnection("jdbc:sqlite:" + path);
    pragma(connection, "query_only = true");
    return connection;
  }

  /**
   * Makes the log's file at least so long before anything is written to it. A commit that writes
   * over what is there costs half of one that makes the file longer, since that has to be made
   * durable too; SQLite takes zeros for the end of its log. To be called while nothing is written.
   * Where the disk has not eight times as much, the log grows as it is needed.
   */
  void layOutLog(long bytes) throws IOException {
    if (Files.getFileStore(path).getUsableSpace() < 8 * bytes) {
      return;
    }
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      long at = channel.size();
      while (at < bytes) {
        at += channel.write(ZEROS.slice(0, (int) Math.min(bytes - at, ZEROS.capacity())), at);
      }
      channel.force(true);
    }
  }

  /**
   * Puts on disk what was copied into the book. SQLite does so only where a copy has caught up with
   * the writer: under load what lies with the kernel grows for seconds, and a commit then waits
   * tens of milliseconds behind it.
   */
  void sync() throws IOException {
    bytes.getFD().sync();
  }

  /** Gives the file up for others. */
  @Override
  public void close() throws SQLException, IOException {
    try {
      for (Connection connection : connections) {
        connection.close();
      }
    } finally {
      try {
        bytes.close();
      } finally {
        lock.close();
      }
    }
  }
}

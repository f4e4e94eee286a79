package io.nightbus.node.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the write-ahead log into the book on a thread and a connection of its own, so that no
 * commit waits for it. Where commits follow one another so closely that the log never starts again
 * from its beginning, the writer is asked to stop for the rest of it.
 */
final class Checkpoints implements Runnable {
  private static final int FRAME_HEAD = 24;
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  /** Puts on disk what was copied. */
  interface Sync {
    void now() throws IOException;
  }

  private final Connection connection;
  private final Sync sync;
  private final long frameBytes;
  private final Watch watch;
  private final long mostWalBytes;
  private final Room room;
  private final Consumer<Boolean> enough;
  private boolean cramped;
  private volatile boolean stopping;
  private volatile boolean written;
  private volatile boolean tooLong;
  private volatile @Nullable Throwable failure;

  /**
   * @param enough hears when room has become scarce, and when there is enough again
   */
  Checkpoints(
      Connection connection,
      Sync sync,
      Watch watch,
      long mostWalBytes,
      Room room,
      Consumer<Boolean> enough)
      throws SQLException {
    this.connection = connection;
    this.sync = sync;
    this.frameBytes = FRAME_HEAD + Long.parseLong(BookFile.pragma(connection, "page_size"));
    this.watch = watch;
    this.mostWalBytes = mostWalBytes;
    this.room = room;
    this.enough = enough;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        look();
        LockSupport.parkNanos(this, PAUSE);
        if (written) {
          written = false;
          checkpoint();
        }
      }
    } catch (SQLException | IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void look() {
    boolean scarce = room.check();
    if (scarce != cramped) {
      cramped = scarce;
      enough.accept(!scarce);
    }
  }

  void checkpoint() throws SQLException, IOException {
    room.beforeWriting();
    long began = System.nanoTime();
    long bytes = copy();
    // Where room is scarce, the log is not to grow either.
    if (bytes > (cramped ? Math.min(mostWalBytes, Room.USUAL / 4) : mostWalBytes)) {
      // Once more for what was written meanwhile, so that the writer finds little left to copy.
      copy();
      tooLong = true;
    }
    watch.checkpointed(bytes, System.nanoTime() - began);
  }

  /**
   * Copies what can be copied, down to the disk. What the log holds now; its file never shrinks, so
   * its length says nothing.
   */
  private long copy() throws SQLException, IOException {
    long bytes;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      bytes = row.getLong(2) * frameBytes;
    }
    sync.now();
    return bytes;
  }

  void stop(Thread thread) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join();
  }

  /** A commit was made; from the writer. */
  void written() {
    if (!written) {
      written = true;
    }
  }

  /** A failed copy ends the book, as a failed commit does; from the writer. */
  void check() throws SQLException {
    Throwable cause = failure;
    if (cause != null) {
      throw new SQLException("the book's log could not be copied: " + cause.getMessage(), cause);
    }
  }

  /**
   * Copies the rest and starts the log anew, where it has become too long; from the writer, between
   * two groups. The file keeps its length: to write over what is there is cheaper than to grow.
   */
  void restartIfLong(Connection writer) throws SQLException {
    if (tooLong) {
      tooLong = false;
      BookFile.pragma(writer, "busy_timeout = 0");
      BookFile.pragma(writer, "wal_checkpoint(RESTART)");
      BookFile.pragma(writer, "busy_timeout = " + BookFile.BUSY_MILLIS);
    }
  }
}

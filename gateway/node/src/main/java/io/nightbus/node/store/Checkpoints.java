package io.nightbus.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Copies the write-ahead log into the book on a thread and a connection of its own, so that no
 * commit waits for it. Where commits follow one another so closely that the log never starts again
 * from its beginning, the writer is asked to stop for the rest of it.
 */
final class Checkpoints implements Runnable {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

  private final BookFile file;
  private final Connection connection;
  private final Watch watch;
  private final long mostWalBytes;
  private volatile boolean stopping;
  private volatile boolean written;
  private volatile boolean tooLong;
  private volatile @Nullable Throwable failure;

  Checkpoints(BookFile file, Connection connection, Watch watch, long mostWalBytes) {
    this.file = file;
    this.connection = connection;
    this.watch = watch;
    this.mostWalBytes = mostWalBytes;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
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

  private void checkpoint() throws SQLException, IOException {
    long began = System.nanoTime();
    BookFile.pragma(connection, "wal_checkpoint(PASSIVE)");
    long length = Files.size(file.wal());
    tooLong = length > mostWalBytes;
    watch.checkpointed(length, System.nanoTime() - began);
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

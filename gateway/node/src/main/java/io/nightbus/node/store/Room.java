package io.nightbus.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Room on the disk that is kept for the outcomes of what is under way. A file of zeros beside the
 * book holds it against whoever else writes there, and is given up when the disk is nearly full.
 *
 * <p>Room is scarce from the moment that less is free than the file is long, until there is twice
 * as much beside it. {@link #check} and {@link #beforeWriting} may be called from any thread.
 */
final class Room {
  /** What thousands of exchanges under way need for their ends, log and book together. */
  static final long USUAL = 32L << 20;

  /**
   * Below a quarter of the reserve it is given up: a group of transactions takes less than that.
   */
  private static final int LAST_PART = 4;

  /** So many checks are left out after the reserve could not be taken. */
  private static final int PAUSE = 50;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

  private final Path file;
  private final long bytes;
  private final LongSupplier free;
  private boolean scarce;
  private int pause;

  /**
   * @param bytes how much is kept
   * @param free bytes that may still be written on this disk
   */
  Room(Path book, long bytes, LongSupplier free) {
    this.file = book.resolveSibling(book.getFileName() + "-reserve");
    this.bytes = bytes;
    this.free = free;
  }

  /** Of the file system that the book is on. What it does not tell is taken to be enough. */
  static Room beside(Path book) throws IOException {
    FileStore disk = Files.getFileStore(book);
    return new Room(
        book,
        USUAL,
        () -> {
          try {
            return disk.getUsableSpace();
          } catch (IOException e) {
            return Long.MAX_VALUE;
          }
        });
  }

  synchronized boolean isScarce() {
    return scarce;
  }

  /**
   * Before each group of transactions and each copy of the log, so that it does not meet a full
   * disk.
   */
  synchronized void beforeWriting() {
    if (free.getAsLong() < bytes / LAST_PART) {
      scarce = true;
      giveUp();
    }
  }

  private void giveUp() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Then there is nothing left to give, and the write that follows tells whether it is enough.
    }
  }

  /**
   * From time to time: takes the reserve, or takes it again where there is room.
   *
   * @return whether room is scarce
   */
  synchronized boolean check() {
    if (pause > 0) {
      pause--;
      return scarce;
    }
    try {
      long now = free.getAsLong();
      long held = Files.exists(file) ? Files.size(file) : 0;
      long spare = now - (bytes - held);
      if (spare >= (scarce ? 2 * bytes : bytes)) {
        fill(held);
        scarce = false;
      } else if (now < bytes || held < bytes) {
        scarce = true;
      }
    } catch (IOException e) {
      // The disk has less than it tells: a quota, say.
      scarce = true;
      pause = PAUSE;
      giveUp();
    }
    return scarce;
  }

  private void fill(long from) throws IOException {
    if (from >= bytes) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (long left = bytes - from; left > 0; ) {
        left -= channel.write(ZEROS.slice(0, (int) Math.min(left, ZEROS.capacity())));
      }
    }
  }
}

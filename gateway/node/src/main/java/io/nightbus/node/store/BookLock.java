package io.nightbus.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One owner per book: a lock of the operating system on a side file, which ends with the process
 * whatever way it ends; the file says which process holds it.
 */
final class BookLock implements AutoCloseable {
  /**
   * Books of this process. Asked first, because a process that opens and closes a file gives up its
   * own lock on it (POSIX): a second try must not touch the file of the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path held;
  private final FileChannel channel;

  private BookLock(Path held, FileChannel channel) {
    this.held = held;
    this.channel = channel;
  }

  /** Takes it at once, or throws {@link BookTaken}. */
  static BookLock take(Path book) throws IOException {
    Path file = book.resolveSibling(book.getFileName() + ".lock");
    if (!HELD.add(file)) {
      throw new BookTaken(book, OptionalLong.of(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new BookTaken(book, holder(channel));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
          0);
      return new BookLock(file, channel);
    } catch (IOException | RuntimeException e) {
      release(file, channel);
      throw e;
    }
  }

  private static OptionalLong holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(20);
    int length = channel.read(bytes, 0);
    if (length <= 0) {
      return OptionalLong.empty();
    }
    String digits = new String(bytes.array(), 0, length, StandardCharsets.US_ASCII).strip();
    return digits.isEmpty() || !digits.chars().allMatch(Character::isDigit)
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(digits));
  }

  private static void release(Path file, @Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(file);
    }
  }

  /** The file stays: to delete it would let two processes lock two files of one name. */
  @Override
  public void close() throws IOException {
    release(held, channel);
  }
}

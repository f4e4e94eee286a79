package io.nightbus.node.store;

import io.nightbus.core.Book;
import io.nightbus.core.BookSamples;
import io.nightbus.core.Change;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Recovered;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * A process that owns a book and submits numbered transactions, a few at a time, until it is
 * killed, has done them all, or the book fails. Transaction n is an intent, an obligation and a
 * count of n: all or nothing. Prints, unbuffered: {@code S n} when n is durable, {@code failed},
 * {@code done}.
 */
final class BookChild implements Book.Listener {
  private static final int WAITING = 6;
  private static final int AFTER_FAILURE = 50;

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private final Semaphore room = new Semaphore(WAITING);
  private final CountDownLatch failed = new CountDownLatch(1);
  private final long first;

  private BookChild(long first) {
    this.first = first;
  }

  /** FOLDER COUNT: submits so many, then sleeps until it is killed. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    SqliteBook book = SqliteBook.open(folder.resolve("book.db"), Keys.read(folder.resolve("keys")));
    var child = new BookChild(numbers(book.recover()));
    book.start(child);
    child.say("ready");
    child.submitAll(book, Integer.parseInt(args[1]));
    book.close();
    child.say("closed");
    Runtime.getRuntime().halt(child.failed.getCount() == 0 ? 3 : 0);
  }

  /** How many transactions are whole in the book; an error where one is in part. */
  static long numbers(Recovered recovered) {
    long intents = recovered.open().size();
    long count = recovered.counters().stream().mapToLong(Recovered.Counter::count).sum();
    long amount = recovered.counters().stream().mapToLong(Recovered.Counter::amount).sum();
    long owed =
        recovered.undelivered().getOrDefault(BookSamples.HOST, Map.of()).values().stream()
            .mapToLong(Long::longValue)
            .sum();
    if (intents != count || owed != count || amount != count * (count + 1) / 2) {
      throw new IllegalStateException(
          "in part: intents " + intents + ", count " + count + " of " + amount + ", owed " + owed);
    }
    return count;
  }

  static List<Change> transaction(long number) {
    return List.of(
        new Change.Intended(BookSamples.intent(2 * number - 1)),
        new Change.Counted("exposure", "all", 1, number),
        new Change.Owed(BookSamples.advice(2 * number, 2 * number, "lane-" + number % 5)));
  }

  private void submitAll(Book book, int count) throws InterruptedException {
    for (long sequence = 1; sequence <= count; sequence++) {
      room.acquire();
      if (failed.getCount() == 0) {
        for (int i = 0; i < AFTER_FAILURE; i++, sequence++) {
          book.submit(sequence, transaction(first + sequence));
        }
        return;
      }
      book.submit(sequence, transaction(first + sequence));
    }
    say("done");
    room.acquire(WAITING);
  }

  private long last;

  @Override
  public void stored(long sequence) {
    say("S " + (first + sequence));
    room.release((int) (sequence - last));
    last = sequence;
  }

  @Override
  public void clashed(long sequence, Known known) {
    say("clashed " + sequence);
  }

  @Override
  public void loaded(long query, Loads loads) {}

  @Override
  public void room(boolean enough) {}

  @Override
  public void failed(Throwable cause) {
    say("failed " + cause.getMessage());
    failed.countDown();
    room.release(2 * WAITING);
  }

  private void say(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new IllegalStateException("nobody listens", e);
    }
  }
}

package io.nightbus.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A core's side of a book for tests: counts sequences, keeps what it was told, and waits. */
public final class BookEar implements Book.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Book book;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicLong query = new AtomicLong();
  private final Map<Long, Known> clashes = new HashMap<>();
  private final Map<Long, Loads> answers = new HashMap<>();
  private long stored;
  private boolean hasRoom = true;
  private @Nullable Throwable failure;

  private BookEar(Book book) {
    this.book = book;
  }

  /** Starts the book. */
  public static BookEar of(Book book) {
    var ear = new BookEar(book);
    book.start(ear);
    return ear;
  }

  /** Submits one transaction; its sequence. */
  public long submit(Change... changes) {
    long next = sequence.incrementAndGet();
    book.submit(next, List.of(changes));
    return next;
  }

  /** Submits one transaction and waits until it is durable or has clashed. */
  public long store(Change... changes) {
    long next = submit(changes);
    awaitStored(next);
    return next;
  }

  public Loads ask(Query what) {
    long next = query.incrementAndGet();
    book.load(next, what);
    return await(() -> answers.get(next));
  }

  public void awaitStored(long wanted) {
    await(() -> stored >= wanted ? this : null);
  }

  /** What was told of this sequence, which is durable already. */
  public synchronized @Nullable Known clash(long of) {
    return clashes.get(of);
  }

  /** Waits until the book has said that room is scarce, or that there is enough. */
  public void awaitRoom(boolean enough) {
    await(() -> hasRoom == enough ? this : null);
  }

  public Throwable awaitFailure() {
    return awaitAnyway(() -> failure);
  }

  public synchronized long stored() {
    return stored;
  }

  @Override
  public synchronized void stored(long upTo) {
    if (upTo <= stored) {
      throw new IllegalStateException("stored " + upTo + " after " + stored);
    }
    stored = upTo;
    notifyAll();
  }

  @Override
  public synchronized void clashed(long of, Known known) {
    if (of <= stored) {
      throw new IllegalStateException("clash of " + of + " told after stored " + stored);
    }
    clashes.put(of, known);
    notifyAll();
  }

  @Override
  public synchronized void loaded(long of, Loads loads) {
    answers.put(of, loads);
    notifyAll();
  }

  @Override
  public synchronized void room(boolean enough) {
    hasRoom = enough;
    notifyAll();
  }

  @Override
  public synchronized void failed(Throwable cause) {
    failure = cause;
    notifyAll();
  }

  private interface Awaited<T> {
    @Nullable T get();
  }

  private <T> T await(Awaited<T> awaited) {
    return awaitAnyway(() -> {
      if (failure != null) {
        throw new AssertionError("the book failed", failure);
      }
      return awaited.get();
    });
  }

  private synchronized <T> T awaitAnyway(Awaited<T> awaited) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        T found = awaited.get();
        if (found != null) {
          return found;
        }
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new AssertionError("the book did not answer in " + PATIENCE);
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }
}

package io.nightbus.node.engine;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A book that forgets: its writer commits whatever has queued, in a time that is given. Measures
 * what the hand-over costs, not what a disk does.
 */
final class QuickBook implements Book, Runnable {
  private final long commit;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final Thread writer = Thread.ofPlatform().name("writer").unstarted(this);
  private volatile long submitted;
  private volatile boolean closing;
  private volatile @Nullable Listener listener;
  private final LongAdder commits = new LongAdder();

  /**
   * @param commit nanoseconds
   */
  QuickBook(long commit) {
    this.commit = commit;
  }

  @Override
  public Recovered recover() {
    return Recovered.nothing();
  }

  @Override
  public void start(Listener heard) {
    listener = heard;
    writer.start();
  }

  @Override
  public void submit(long sequence, List<Change> changes) {
    submitted = sequence;
    if (!awake.getAndSet(true)) {
      LockSupport.unpark(writer);
    }
  }

  @Override
  public void run() {
    long durable = 0;
    while (!closing) {
      awake.set(false);
      long through = submitted;
      Listener heard = listener;
      if (through == durable || heard == null) {
        LockSupport.park(this);
        continue;
      }
      if (commit > 0) {
        LockSupport.parkNanos(commit);
      }
      durable = through;
      commits.increment();
      heard.stored(durable);
    }
  }

  Thread writer() {
    return writer;
  }

  long commits() {
    return commits.sum();
  }

  @Override
  public void load(long query, Query what) {}

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(writer);
  }
}

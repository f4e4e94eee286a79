package io.nightbus.node.store;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hands work to one thread. To put never waits and wakes the taker only where it sleeps: under load
 * there is no system call in it.
 */
final class Inbox<T> {
  private final ConcurrentLinkedQueue<T> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final int most;
  private volatile @Nullable Thread sleeper;

  /**
   * @param most so many may wait at a time
   */
  Inbox(int most) {
    this.most = most;
  }

  /** False where it is full. */
  boolean put(T work) {
    if (size.incrementAndGet() > most) {
      size.decrementAndGet();
      return false;
    }
    queue.add(work);
    wake();
    return true;
  }

  int size() {
    return size.get();
  }

  /** The next, or null. */
  @Nullable T poll() {
    T work = queue.poll();
    if (work != null) {
      size.decrementAndGet();
    }
    return work;
  }

  /** Returns when something may have come, or {@link #wake} was called; for the taker alone. */
  void sleep() {
    sleeper = Thread.currentThread();
    if (queue.isEmpty()) {
      LockSupport.park(this);
    }
    sleeper = null;
  }

  void wake() {
    Thread asleep = sleeper;
    if (asleep != null) {
      LockSupport.unpark(asleep);
    }
  }
}

package io.nightbus.node.engine;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A book in which the test's thread is the writer: nothing is durable before the test says so. */
final class HandBook implements Book {
  private final BlockingQueue<Long> submitted = new LinkedBlockingQueue<>();
  private volatile Listener listener = new Deaf();
  private volatile boolean closed;

  @Override
  public Recovered recover() {
    return Recovered.nothing();
  }

  @Override
  public void start(Listener heard) {
    listener = heard;
  }

  @Override
  public void submit(long sequence, List<Change> changes) {
    submitted.add(sequence);
  }

  @Override
  public void load(long query, Query what) {}

  @Override
  public void close() {
    long last = 0;
    for (Long each = submitted.poll(); each != null; each = submitted.poll()) {
      last = each;
    }
    if (last > 0) {
      listener.stored(last);
    }
    closed = true;
  }

  Listener writer() {
    return listener;
  }

  boolean isClosed() {
    return closed;
  }

  /** The next transaction that the core has handed in. */
  long nextSubmitted() throws InterruptedException {
    Long sequence = submitted.poll(10, TimeUnit.SECONDS);
    if (sequence == null) {
      throw new AssertionError("nothing was submitted for 10 s");
    }
    return sequence;
  }

  /** Transactions that were handed in and not yet asked for by the test. */
  int waiting() {
    return submitted.size();
  }

  private static final class Deaf implements Listener {
    @Override
    public void stored(long sequence) {}

    @Override
    public void clashed(long sequence, io.nightbus.core.Known known) {}

    @Override
    public void loaded(long query, io.nightbus.core.Loads loads) {}

    @Override
    public void room(boolean enough) {}

    @Override
    public void failed(Throwable cause) {}
  }
}

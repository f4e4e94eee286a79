package io.nightbus.core;

import java.util.List;

/**
 * The durable book: one ordered stream of transactions, one owner. Implemented by SQL for the
 * machine and by the simulated world; both pass one conformance suite.
 */
public interface Book {

  /** Reads what the core needs to start; call once, before {@link #start}. */
  Recovered recover();

  /** From here on answers go to the listener, each from a thread of the book's own. */
  void start(Listener listener);

  /** Queues a transaction; returns at once. Sequences ascend by one from 1. */
  void submit(long sequence, List<Change> changes);

  /** Queues a question; its answer sees every transaction submitted before it. */
  void load(long query, Query what);

  /** Commits what has queued, then closes. */
  void close();

  /** Hears from the writer. */
  interface Listener {
    /** Every transaction up to this one is durable, apart from those that clashed. */
    void stored(long sequence);

    /** Told before {@link #stored} passes the sequence. */
    void clashed(long sequence, Known known);

    void loaded(long query, Loads loads);

    /**
     * Room for what is stored has become scarce, or is there again; at first there is enough. What
     * is under way can still be stored to its end, nothing new should begin.
     */
    void room(boolean enough);

    /**
     * A commit failed: nothing after it is durable, and the process has to end and recover from the
     * book.
     */
    void failed(Throwable cause);
  }
}

package io.nightbus.node.store;

/** Hears how the book is doing, for metrics; on the book's own threads: must return at once. */
public interface Watch {
  /** Hears nothing. */
  Watch NONE = new Watch() {};

  /**
   * A group is durable.
   *
   * @param nanos from its first statement to the end of its fsync
   */
  default void committed(int transactions, int changes, long nanos) {}

  /**
   * The log was copied into the book.
   *
   * @param walBytes what the write-ahead log holds; its file may be longer
   */
  default void checkpointed(long walBytes, long nanos) {}
}

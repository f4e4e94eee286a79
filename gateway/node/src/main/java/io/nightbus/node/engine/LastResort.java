package io.nightbus.node.engine;

/**
 * Ends the process at once, without a shutdown hook: what is in memory can't be trusted any more,
 * and the book can. The next start recovers from it.
 */
@FunctionalInterface
public interface LastResort {
  /** Exit status after the book could not be written (as EX_IOERR). */
  int BOOK_FAILED = 74;

  /** Exit status after the core failed amid a decision: a fault of ours (as EX_SOFTWARE). */
  int CORE_FAILED = 70;

  /** Ends it with this exit status; may be called from any thread. */
  void halt(int status);

  /** The real one: it does not return, and the kernel resets every link. */
  static LastResort process() {
    return status -> Runtime.getRuntime().halt(status);
  }
}

package io.nightbus.node.store;

import java.nio.file.Path;

/**
 * The book cannot be used as it is. The message says what is wrong with which file, and what to do;
 * it fits on one line.
 */
public class BookRefused extends RuntimeException {
  private static final long serialVersionUID = 1;

  BookRefused(Path file, String what) {
    super(file + ": " + what);
  }

  BookRefused(Path file, String what, Throwable cause) {
    super(file + ": " + what, cause);
  }
}

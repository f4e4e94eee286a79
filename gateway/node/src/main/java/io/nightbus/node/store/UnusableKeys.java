package io.nightbus.node.store;

import java.nio.file.Path;

/** A key file that cannot be used; never shows anything of its content. */
public final class UnusableKeys extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnusableKeys(Path file, String what) {
    super(file + ": " + what);
  }

  UnusableKeys(Path file, String what, Throwable cause) {
    super(file + ": " + what, cause);
  }
}

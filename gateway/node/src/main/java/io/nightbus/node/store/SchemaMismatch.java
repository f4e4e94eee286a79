package io.nightbus.node.store;

import java.nio.file.Path;

/** The book was written by a later version of Nightbus. */
public final class SchemaMismatch extends BookRefused {
  private static final long serialVersionUID = 1;

  SchemaMismatch(Path file, int found, int known) {
    super(
        file,
        "the book has schema "
            + found
            + ", this version of Nightbus knows up to "
            + known
            + "; start the version that wrote it, or a later one");
  }
}

package io.nightbus.node.store;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Another process, or another book of this one, owns the file. */
public final class BookTaken extends BookRefused {
  private static final long serialVersionUID = 1;
  private final long holder;

  BookTaken(Path file, OptionalLong holder) {
    super(
        file,
        "another gateway "
            + (holder.isPresent() ? "(process " + holder.getAsLong() + ") " : "")
            + "has this book open; stop it, or give this one a file of its own");
    this.holder = holder.orElse(-1);
  }

  /** The process that holds it, where that is known. */
  public OptionalLong holder() {
    return holder < 0 ? OptionalLong.empty() : OptionalLong.of(holder);
  }
}

package io.nightbus.node.cli;

import java.io.Console;
import java.util.Optional;

/** Whether a person is looking. */
final class Terminal {
  private Terminal() {}

  /** Both ends are a terminal. */
  static boolean isPresent() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
        && System.getenv("TERM") != null;
  }

  /** Colour may be used: a terminal, and nobody asked for none (no-color.org). */
  static boolean hasColour() {
    String none = System.getenv("NO_COLOR");
    return isPresent() && (none == null || none.isEmpty());
  }
}

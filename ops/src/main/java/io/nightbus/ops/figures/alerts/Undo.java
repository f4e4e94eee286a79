package io.nightbus.ops.figures.alerts;

import java.io.IOException;

/** What ends a fault; called once. */
@FunctionalInterface
interface Undo {
  /** For what is over as soon as it has happened. */
  Undo NOTHING = () -> {};

  void run() throws IOException;

  /** First this, then that. */
  default Undo then(Undo other) {
    return () -> {
      run();
      other.run();
    };
  }
}

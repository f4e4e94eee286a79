package io.nightbus.node.ops.intake;

/** The gateway did not answer, or would not go on: the same file may be given again later. */
public final class Interrupted extends Exception {
  private static final long serialVersionUID = 1;

  Interrupted(String message) {
    super(message);
  }

  Interrupted(String message, Throwable cause) {
    super(message, cause);
  }
}

package io.nightbus.ops.stage;

/** Something on the stage did not do what was needed; the message says what, in one sentence. */
public final class StageFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StageFailure(String message) {
    super(message);
  }

  public StageFailure(String message, Throwable cause) {
    super(message, cause);
  }
}

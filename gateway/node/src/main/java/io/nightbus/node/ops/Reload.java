package io.nightbus.node.ops;

import java.util.List;

/** Reads the configuration of a running gateway again. */
public interface Reload {

  /** What came of it. */
  sealed interface Outcome {

    /**
     * Only shown, or done.
     *
     * @param changes a line each; empty where nothing is different
     */
    record Changes(List<String> changes) implements Outcome {}

    /**
     * Nothing was changed.
     *
     * @param why for people; where the file is wrong, each mistake with line and column
     */
    record Refused(String why) implements Outcome {}
  }

  /** What {@link #reload} would change. */
  Outcome look();

  /**
   * Changes it.
   *
   * @param seen what {@link #look} showed to whoever orders it; refused where the file has changed
   *     since
   * @param reason who wants it and why
   */
  Outcome reload(List<String> seen, String by, String reason);
}

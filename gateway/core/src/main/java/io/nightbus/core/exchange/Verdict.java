package io.nightbus.core.exchange;

/** How a live exchange ended. */
public enum Verdict {
  APPROVED,
  DECLINED,
  /** Answered by the host with a technical code that was handed on. */
  TECHNICAL,
  /** Sent and not answered: a reversal is owed. */
  UNKNOWN,
  STOOD_IN_APPROVED,
  STOOD_IN_DECLINED,
  /**
   * Stood in for and approved; then its originator reversed it, and the day's limit was given back.
   */
  REVERSED,
  /** Decided here and taken back: nobody saw it in time, or the network decided before us. */
  WITHDRAWN,
  /** An advice or reversal of the originator, taken over and acknowledged. */
  TAKEN_OVER,
  /** An advice that was taken over, and that its originator has reversed as a whole since. */
  TAKEN_BACK,
  /** Never left: answered 91. */
  UNSENT;

  /** The peer's own last word: after a technical answer the original may yet be worked on. */
  public boolean isLastWord() {
    return this == APPROVED || this == DECLINED;
  }
}

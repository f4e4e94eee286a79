package io.nightbus.ops.books;

/**
 * What a client asked and was told; the last state of it.
 *
 * @param answers how many answers came to it, in time or late
 * @param code DE 39 of its answer, empty without one
 */
public record JournalLine(
    long seq,
    String rrn,
    long amount,
    String currency,
    String card,
    State state,
    int answers,
    String code,
    String approval) {

  /** Where a request stands for the one who asked. */
  public enum State {
    /** It never left the client. */
    UNSENT,
    SENT,
    APPROVED,
    DECLINED,
    /** No answer, and its reversal is not acknowledged. */
    UNANSWERED,
    /** No answer, and its reversal is acknowledged. */
    REVERSED
  }
}

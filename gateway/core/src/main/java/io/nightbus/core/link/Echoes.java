package io.nightbus.core.link;

/**
 * When to ask a silent peer whether it is there, and what its silence means. Times are monotonic
 * nanoseconds.
 */
final class Echoes {
  private static final long NEVER = Long.MAX_VALUE;

  /** So many in a row without a sign of life, and the link is dead. */
  private static final int MOST = 2;

  private static final long LONGEST_PATIENCE = 1_000_000_000L;

  /** Longest wait for the answer of a peer that leaves requests unanswered. */
  private static final long DOUBTED_WAIT = 2_000_000_000L;

  private final long silence;
  private final long answer;
  private long heard;
  private long askedAt = NEVER;
  private int asked;
  private int ignored;
  private boolean owed;
  private boolean doubted;

  /** What is to be done about the silence. */
  enum Due {
    NOTHING,
    ASK,
    /** The answer should be here by now. */
    DOUBT,
    CUT
  }

  /**
   * @param silence after which is asked
   * @param answer longest wait for the answer
   */
  Echoes(long silence, long answer) {
    this.silence = silence;
    this.answer = answer;
  }

  /** A new connection. */
  void begin(long now) {
    heard(now);
    ignored = 0;
    owed = false;
  }

  /** Anything came in. */
  void heard(long now) {
    heard = now;
    askedAt = NEVER;
    asked = 0;
    doubted = false;
  }

  /** Requests get no answer: is anybody there at all? Asks at once, and waits for less long. */
  void doubt() {
    doubted = true;
  }

  void answered() {
    owed = false;
    ignored = 0;
  }

  Due due(long now) {
    if (askedAt == NEVER) {
      return doubted || now - heard >= silence ? Due.ASK : Due.NOTHING;
    }
    if (now - askedAt >= longest()) {
      return asked >= MOST ? Due.CUT : Due.ASK;
    }
    return now - askedAt >= patience() ? Due.DOUBT : Due.NOTHING;
  }

  void ask(long now) {
    ignored += owed && asked == 0 ? 1 : 0;
    owed = true;
    askedAt = now;
    asked++;
  }

  /** In a row, although the peer said other things. */
  int ignored() {
    return ignored;
  }

  /**
   * When {@link #due} says something new at the earliest.
   *
   * @param known it is known that the answer is late
   */
  long deadline(boolean known) {
    if (askedAt == NEVER) {
      return doubted ? heard : heard + silence;
    }
    return askedAt + (known ? longest() : patience());
  }

  private long longest() {
    return doubted ? Math.min(answer, DOUBTED_WAIT) : answer;
  }

  private long patience() {
    return Math.min(LONGEST_PATIENCE, answer / 2);
  }
}

package io.nightbus.sim.world;

/**
 * Mistakes that are put into the path that ships, one at a time, to prove that the simulation would
 * see them (reliability §4.4). The switchboard and the book stay what they are: a mistake is made
 * of what goes into them and comes out.
 */
enum Planted {
  ACK_BEFORE_COMMIT(1, "answers leave before what they depend on is durable"),
  FSYNC_SKIPPED(2, "the book says that it has stored what a crash still loses"),
  INTENT_AFTER_WRITE(3, "requests leave before their intent is durable"),
  NO_REPEAT_DIGIT(4, "a repeat goes out as if it were the first"),
  NEW_STAN_ON_REPEAT(5, "a repeat has another DE 11 than the original"),
  STANS_FROM_ONE(6, "after a restart numbering begins at one"),
  ADVICE_CLOSED_ON_SEND(7, "an advice counts as delivered when it was sent"),
  LATE_APPROVAL_IGNORED(8, "a request without an answer leaves no reversal behind"),
  ONE_TAP(9, "'nothing to reverse' is final although the original may still come"),
  STANDIN_WITHOUT_REVERSAL(10, "a stand-in approval after an attempt in doubt leaves no reversal"),
  UNKNOWN_COMMIT_REPEATED(14, "a commit of unknown outcome is taken for undone and made again"),
  DUPLICATE_AS_DECLINE(15, "94, the refusal of our repeat, is passed on as a decline"),
  PAIRED_BY_STAN(16, "an answer belongs to whatever request has its STAN"),
  EXPIRED_DISCARDED(17, "an obligation that was repeated a few times is forgotten"),
  BACKLOG_BEFORE_LIVE(18, "live requests wait until the backlog that is out has been answered"),
  BREAKER_COUNTS_ISSUER(19, "91 of one issuer counts against the whole network"),
  LAST_ADDRESS_REMOVED(20, "an address that can't be reached is struck off, also the last one"),
  TIMER_ON_WALL_CLOCK(21, "deadlines follow the wall clock"),
  REPEAT_BEYOND_WINDOW(22, "a charge is repeated when the peer has long forgotten it"),
  COUNTERS_APART(23, "limit counters are stored in another transaction than the decision"),
  UNBOUNDED(24, "a link takes any number of requests"),
  RECOVERY_TWICE(25, "what recovery resolves is not marked as resolved");

  private final int number;
  private final String what;

  Planted(int number, String what) {
    this.number = number;
    this.what = what;
  }

  /** As in the bank of reliability §4.4. */
  int number() {
    return number;
  }

  String what() {
    return what;
  }
}

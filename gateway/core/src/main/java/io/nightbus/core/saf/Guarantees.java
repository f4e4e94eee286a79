package io.nightbus.core.saf;

import java.time.Duration;

/**
 * What a peer promises, and so what may be done with a message of unknown outcome (reliability
 * §2.3). Zero = no promise.
 *
 * @param duplicates how long a second message with the same identity has no second effect and gets
 *     the first answer
 * @param tombstone how long a reversal that arrives before its original keeps the original from
 *     having an effect
 * @param arrival so long after it left us an original may still have an effect, and never later: a
 *     reversal that is told again after that time undoes it for good
 */
public record Guarantees(Duration duplicates, Duration tombstone, Duration arrival) {
  public static final Guarantees NOTHING = new Guarantees(Duration.ZERO, Duration.ZERO);

  /** With no word about late originals. */
  public Guarantees(Duration duplicates, Duration tombstone) {
    this(duplicates, tombstone, Duration.ZERO);
  }

  public boolean removesDuplicates() {
    return duplicates.isPositive();
  }

  /**
   * Up to which age a message may go out once more, under its old identity: it has to be dealt with
   * before the peer forgets the first. A tenth of the promise is left out for clocks that disagree,
   * or more, where a message may take longer than that.
   *
   * @param underWay how long a message may lie in the peer, or on the way there
   */
  public Duration repeatable(Duration underWay) {
    Duration slack = longer(duplicates.dividedBy(10), longer(underWay, arrival));
    return longer(duplicates.minus(slack), Duration.ZERO);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  public boolean keepsTombstones() {
    return tombstone.isPositive();
  }

  public boolean boundsArrival() {
    return arrival.isPositive();
  }

  /** An attempt that may have had its effect can be undone for good. */
  public boolean undoes() {
    return keepsTombstones() || boundsArrival();
  }
}

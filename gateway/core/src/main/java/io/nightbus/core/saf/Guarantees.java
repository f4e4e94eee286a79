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
 */
public record Guarantees(Duration duplicates, Duration tombstone) {
  public static final Guarantees NOTHING = new Guarantees(Duration.ZERO, Duration.ZERO);

  public boolean removesDuplicates() {
    return duplicates.isPositive();
  }

  public boolean keepsTombstones() {
    return tombstone.isPositive();
  }
}

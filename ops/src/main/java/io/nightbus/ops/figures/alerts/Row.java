package io.nightbus.ops.figures.alerts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a fault.
 *
 * @param after from the fault to the alert; empty where it was not told
 * @param wrong other pages that came meanwhile, or why it could not be played
 */
record Row(Fault fault, Optional<Duration> after, List<String> wrong) {
  boolean isInTime() {
    return !fault.expected().hasName()
        || after.filter(time -> time.compareTo(fault.expected().within()) <= 0).isPresent();
  }

  boolean holds() {
    return isInTime() && wrong.isEmpty();
  }
}

package io.nightbus.core;

import io.nightbus.core.saf.Obligation;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import java.util.List;
import java.util.Optional;

/** What the book answers to a {@link Query}. */
public sealed interface Loads {

  /**
   * Each list in ascending (order, id).
   *
   * @param through everything up to this order is in the lists
   * @param complete there is nothing behind it
   */
  record Backlog(List<Obligation> obligations, List<Charge> charges, long through, boolean complete)
      implements Loads {}

  record Charges(List<Charge> charges) implements Loads {}

  record Exchange(Optional<Known> known) implements Loads {}

  /** Empty where there is none of this id that is parked. */
  record ParkedFound(Optional<Obligation> obligation) implements Loads {}

  record BatchFound(Optional<Batch> batch) implements Loads {}
}

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

  /**
   * Charges of a selection; count and amount where only those were asked for.
   *
   * @param through ids up to this one were looked at; {@link Long#MAX_VALUE} where that was all
   */
  record Selected(List<Found> charges, long count, long amount, long through) implements Loads {
    public boolean isAll() {
      return through == Long.MAX_VALUE;
    }
  }

  /**
   * A charge and how its last attempt ended.
   *
   * @param lastEnd empty before the first attempt, SENT while nobody knows
   * @param code DE 39 of its answer, empty where none came
   * @param transmissions of that attempt, repeats included
   */
  record Found(Charge charge, String lastEnd, String code, int transmissions) {}

  record Exchange(Optional<Known> known) implements Loads {}

  /**
   * Empty where there is none of this id that is parked.
   *
   * @param undone what its exchange says has been reversed or withdrawn since
   */
  record ParkedFound(Optional<Obligation> obligation, boolean undone) implements Loads {}

  record BatchFound(Optional<Batch> batch) implements Loads {}
}

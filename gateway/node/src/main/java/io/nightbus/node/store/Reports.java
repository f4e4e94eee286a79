package io.nightbus.node.store;

import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of the book for people, on a connection of its own: never in the writer's way. No account
 * data. For any thread.
 */
public interface Reports extends AutoCloseable {

  /** Newest first. */
  List<BatchReport> batches();

  Optional<BatchReport> batch(String id);

  /**
   * Counts every charge of every batch afresh, and compares with what was accepted. Reads the whole
   * table: not for every second.
   */
  List<Conservation> conservation();

  /**
   * Advices and reversals that are parked, or that are still on their way; the oldest first.
   *
   * @param most at most so many
   */
  List<OwedReport> owed(boolean parked, int most);

  /**
   * An advice or reversal, without account data.
   *
   * @param state as {@code v_obligation} has it
   * @param created ISO 8601, and so {@code ended}: when it was parked, empty before
   * @param amount minor units
   */
  record OwedReport(
      long id,
      String endpoint,
      String duty,
      String state,
      String reason,
      String created,
      String ended,
      int attempts,
      String rrn,
      long amount,
      String currency) {}

  @Override
  void close();

  /** A batch and how many of its charges, with what amount, are in which state. */
  record BatchReport(Batch batch, Map<ChargeState, Sum> charges) {}

  /** A number of things and their amount in minor units. */
  record Sum(long count, long amount) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(count + other.count, amount + other.amount);
    }
  }

  /**
   * What must be equal: accepted one by one, counted by state as charges moved, and counted now.
   *
   * @param accepted as the charges came
   * @param tallied the states' sums as they were kept
   * @param counted the states' sums, counted over the charges now
   */
  record Conservation(
      String batch, Sum accepted, Map<ChargeState, Sum> tallied, Map<ChargeState, Sum> counted) {

    /** Nothing lost, nothing twice. */
    public boolean holds() {
      return tallied.equals(counted)
          && counted.values().stream().reduce(Sum.NONE, Sum::plus).equals(accepted);
    }
  }
}

package io.nightbus.node.store;

import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import java.time.Instant;
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

  /** Batches whose charges do not add up to what was accepted; always 0 where nothing is wrong. */
  default long differences() {
    return conservation().stream().filter(law -> !law.holds()).count();
  }

  /** Advices and reversals that are owed, and those that are parked; by endpoint and duty. */
  List<Owing> owing();

  /** What stand-in approved and the host has not acknowledged. */
  Sum exposure();

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

  /**
   * Obligations of one endpoint, duty and currency.
   *
   * @param duty {@code ADVICE} or {@code REVERSAL}
   * @param parked they wait for a person
   * @param oldest when the oldest of them became owed
   */
  record Owing(
      String endpoint, String duty, String currency, boolean parked, Sum sum, Instant oldest) {}

  /** A batch and how many of its charges, with what amount, are in which state. */
  record BatchReport(Batch batch, Map<ChargeState, Sum> charges) {}

  /** A number of things and their amount in minor units. */
  record Sum(long count, long amount) {
    public static final Sum NONE = new Sum(0, 0);

    public Sum plus(Sum other) {
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

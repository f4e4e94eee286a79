package io.nightbus.node.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of the book that prove what became of charges, on a connection of its own: never in the
 * writer's way. A row is a row of the book's views, by column; no account data. For any thread.
 */
public interface Proofs extends AutoCloseable {

  /** Most rows of one answer. */
  int MOST = 5_000;

  /** What was told of cards behind this number, in order. */
  List<Map<String, Object>> events(long after, int limit);

  /** The journal of actions and decisions behind this number, in order. */
  List<JournalLine> journal(long after, int limit);

  /** A charge's whole life, by the operator's id. */
  Optional<Life> life(String chargeId);

  /**
   * Charges of a batch behind this id of ours, in order; {@code references} are DE 37 of all its
   * attempts that may have left, by a space.
   */
  List<Map<String, Object>> charges(String batch, long after, int limit);

  /**
   * Charges of a batch of which an attempt was of unknown outcome, or went out more than once, and
   * how each was resolved; those behind this id of ours, in order.
   */
  List<Map<String, Object>> doubtful(String batch, long after, int limit);

  /** What became of a batch. */
  Optional<Report> report(String batch);

  @Override
  void close();

  /** One charge, its attempts, what was owed for it, and what the operator was told. */
  record Life(
      Map<String, Object> charge,
      List<Map<String, Object>> attempts,
      List<Map<String, Object>> obligations,
      List<Map<String, Object>> events) {}

  /**
   * What became of a batch.
   *
   * @param batch its row
   * @param totals by state and reason; they add up to what was accepted
   * @param attempts sums over all attempts
   * @param blocks cards that were told as declined, and for how long until their release, or until
   *     now
   */
  record Report(
      Map<String, Object> batch,
      List<Map<String, Object>> totals,
      Map<String, Object> attempts,
      Map<String, Object> blocks) {}
}

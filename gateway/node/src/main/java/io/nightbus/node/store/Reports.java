package io.nightbus.node.store;

import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads of the book for people, on a connection of its own: never in the writer's way. No account
 * data.
 */
public interface Reports {

  /** Newest first. */
  List<BatchReport> batches();

  Optional<BatchReport> batch(String id);

  /** A batch and how many of its charges, with what amount, are in which state. */
  record BatchReport(Batch batch, Map<ChargeState, Sum> charges) {}

  /** A number of things and their amount in minor units. */
  record Sum(long count, long amount) {}
}

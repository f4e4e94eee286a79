package io.nightbus.core;

import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The answer to a {@link Command}. */
public sealed interface Result {

  /**
   * The batch takes charges.
   *
   * @param known it had been closed before: nothing need be sent again
   */
  record BatchOpen(Batch batch, boolean known) implements Result {}

  /** One answer for each offered charge, in order. */
  record Offered(List<Line> lines) implements Result {}

  /** What became of one offered charge. */
  enum Line {
    ACCEPTED,
    /** Same id, same content: it is in the book already. */
    KNOWN,
    /** Same id, other content: refused, nothing changed. */
    CONFLICT,
    /** The batch has been closed without this charge. */
    CLOSED
  }

  record BatchShut(Batch batch) implements Result {}

  /**
   * An order about charges was carried out, or would be.
   *
   * @param count charges that it concerns
   * @param amount their sum in minor units
   * @param left charges that were meant and are left as they are: it may not be done to them
   * @param bounded those of them that nothing but their budget of attempts keeps back
   * @param until they are held back until then; empty where the order holds nothing
   */
  record Handled(
      long count, long amount, long left, Bounded bounded, Optional<Instant> until, boolean dryRun)
      implements Result {}

  /**
   * Charges that may not be asked for again, or not yet.
   *
   * @param spent of so many the budget is spent
   * @param notDue so many have to wait
   * @param due until when the first of these has to
   */
  record Bounded(long spent, long notDue, Optional<Instant> due) {
    public static final Bounded NONE = new Bounded(0, 0, Optional.empty());
  }

  record Showing(Status status) implements Result {}

  /** An order about links was taken; the links, or sites with their weights, that it changed. */
  record Ordered(List<String> changed) implements Result {}

  record BreakersShown(List<Breaker> breakers) implements Result {}

  /**
   * One breaker.
   *
   * @param range empty for the endpoint's own
   * @param state {@code CLOSED}, {@code OPEN}, {@code HALF_OPEN}, or {@code HELD} open by order
   * @param held who holds it, until when and why; empty where nobody does
   */
  record Breaker(String endpoint, String range, String state, Optional<Held> held) {}

  record Held(Instant until, String by, String reason) {}

  /**
   * An operator's command was carried out and is in the book.
   *
   * @param id of what it made or changed
   */
  record Done(long id, String words) implements Result {}

  /**
   * Stand-in at a glance.
   *
   * @param exposedCount approvals that the host has not acknowledged
   * @param exposedAmount their amount, minor units
   * @param cards cards that are not active
   */
  record StandInShown(List<Forcing> forced, int exposedCount, long exposedAmount, int cards)
      implements Result {}

  record Stopped() implements Result {}

  record Refused(String reason) implements Result {}
}

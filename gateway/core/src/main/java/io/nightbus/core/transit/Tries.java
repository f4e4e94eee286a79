package io.nightbus.core.transit;

import java.time.Instant;
import java.util.Optional;

/**
 * What a charge has spent of its attempts, and what the answers that it got leave of them.
 *
 * @param sent attempts of which a byte may have left: whoever lost an answer on its way to us has
 *     counted it all the same
 * @param answered those that were answered
 * @param most attempts in all that the strictest rule of any answer allows, {@link #ANY} where none
 *     does
 * @param due no new attempt before this
 * @param undone one of them may have come to its issuer and was reversed: what the tap was good for
 *     may be used up
 */
public record Tries(int sent, int answered, int most, Instant due, boolean undone) {
  /** No answer has set a bound. */
  public static final int ANY = Integer.MAX_VALUE;

  /** Never sent. */
  public static final Tries NONE = new Tries(0, 0, ANY, Instant.EPOCH, false);

  /** An attempt is meant to go. */
  public Tries once() {
    return new Tries(sent + 1, answered, most, due, undone);
  }

  /** Of the last one no byte left. */
  public Tries unsent() {
    return new Tries(sent - 1, answered, most, due, undone);
  }

  /** The last one was answered. */
  public Tries heard() {
    return new Tries(sent, answered + 1, most, due, undone);
  }

  /** Where rules disagree, the strictest wins: whichever answer it was that they followed. */
  public Tries bounded(int attempts, Instant earliest) {
    return new Tries(
        sent, answered, Math.min(most, attempts), due.isBefore(earliest) ? earliest : due, undone);
  }

  /** The same, with no new attempt before that. */
  public Tries due(Instant earliest) {
    return new Tries(sent, answered, most, earliest, undone);
  }

  /** The last one was reversed. */
  public Tries reversed() {
    return new Tries(sent, answered, most, due, true);
  }

  /**
   * Why there is no new attempt any more; empty where one may follow.
   *
   * @param budget answered attempts that every charge has
   */
  public Optional<String> spent(int budget) {
    if (sent >= most) {
      return Optional.of("no more than " + most + " attempts after such an answer");
    }
    return answered >= budget
        ? Optional.of("no decision in " + answered + " answered attempts")
        : Optional.empty();
  }
}

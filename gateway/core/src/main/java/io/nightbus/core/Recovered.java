package io.nightbus.core;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Hold;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What the core has to know of the book before the first event.
 *
 * @param lastId no id above it was ever used
 * @param stans per endpoint where STAN numbering goes on
 * @param transmittedUpTo no DE 7 may lie before this
 * @param open exchanges with an intent and without a conclusion: of unknown outcome
 * @param counters limit counters of windows that still count
 * @param undelivered per endpoint and duty, how many entries {@link Query.Backlog} would give
 * @param lanes per endpoint, the lanes (card tokens) that have undelivered obligations
 * @param charges per state, count and amount
 * @param holds those that stand
 * @param waiting per complete file, how many charges have no ending and are not held
 * @param stopped cards of which a charge was declined for good: the younger ones don't go
 * @param parked per endpoint, how many obligations wait for a person
 * @param forcings what operators forced and did not release
 * @param cards token to status, of the cards that were marked while running
 */
public record Recovered(
    long lastId,
    Map<String, Integer> stans,
    Instant transmittedUpTo,
    List<Intent> open,
    List<Counter> counters,
    Map<String, Map<Duty, Long>> undelivered,
    Map<String, List<String>> lanes,
    List<Tally> charges,
    List<Hold> holds,
    List<Waiting> waiting,
    List<String> stopped,
    Map<String, Long> parked,
    List<Forcing> forcings,
    Map<String, CardStatus> cards) {

  public record Counter(String scope, String window, int count, long amount) {}

  public record Tally(io.nightbus.core.transit.ChargeState state, long count, long amount) {}

  public record Waiting(String batch, Instant deadline, long charges) {}

  /** An empty book. */
  public static Recovered nothing() {
    return new Recovered(
        0,
        Map.of(),
        Instant.EPOCH,
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        Map.of());
  }
}

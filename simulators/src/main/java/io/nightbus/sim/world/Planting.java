package io.nightbus.sim.world;

import io.nightbus.core.Core;
import io.nightbus.core.Recovered;
import io.nightbus.core.Settings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Puts one mistake into what ships: around the core, into what it is told at start, or into the
 * book.
 */
record Planting(Planted mistake) {
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  /** The core with this mistake; as it is where the mistake is elsewhere. */
  Core into(Core core, Dialect dialect) {
    return switch (mistake) {
      case ACK_BEFORE_COMMIT,
          INTENT_AFTER_WRITE,
          NO_REPEAT_DIGIT,
          NEW_STAN_ON_REPEAT,
          ADVICE_CLOSED_ON_SEND,
          EXPIRED_DISCARDED,
          BACKLOG_BEFORE_LIVE,
          LAST_ADDRESS_REMOVED ->
          new Missending(core, dialect, mistake);
      case LATE_APPROVAL_IGNORED,
          STANDIN_WITHOUT_REVERSAL,
          DUPLICATE_AS_DECLINE,
          COUNTERS_APART,
          RECOVERY_TWICE ->
          new Misbooking(core, dialect, mistake);
      case ONE_TAP, PAIRED_BY_STAN, BREAKER_COUNTS_ISSUER -> new Mishearing(core, dialect, mistake);
      case TIMER_ON_WALL_CLOCK -> new WallClock(core, dialect);
      case FSYNC_SKIPPED,
          STANS_FROM_ONE,
          UNKNOWN_COMMIT_REPEATED,
          REPEAT_BEYOND_WINDOW,
          UNBOUNDED ->
          core;
    };
  }

  void into(SimBook book) {
    book.lies = mistake == Planted.FSYNC_SKIPPED;
    book.makesAgain = mistake == Planted.UNKNOWN_COMMIT_REPEATED;
  }

  /** What a core that starts is told of the book. */
  Recovered into(Recovered it) {
    return mistake == Planted.STANS_FROM_ONE
        ? new Recovered(
            it.lastId(),
            Map.of(),
            Instant.EPOCH,
            it.open(),
            it.counters(),
            it.undelivered(),
            it.lanes(),
            it.charges(),
            it.holds(),
            it.waiting(),
            it.stopped(),
            it.parked(),
            it.forcings(),
            it.cards())
        : it;
  }

  /** What it is told of its peers. */
  Settings into(Settings it) {
    return new Settings(
        it.node(),
        it.endpoints().stream().map(this::into).toList(),
        it.routes(),
        it.standIn(),
        it.transit());
  }

  private Settings.Endpoint into(Settings.Endpoint it) {
    Guarantees promised = it.guarantees();
    boolean repeats = mistake == Planted.REPEAT_BEYOND_WINDOW && promised.removesDuplicates();
    return new Settings.Endpoint(
        it.name(),
        it.dialect(),
        it.links(),
        it.breaker(),
        it.request(),
        mistake == Planted.UNBOUNDED ? 1_000_000 : it.linkWindow(),
        repeats ? new Guarantees(FOR_EVER, promised.tombstone(), promised.arrival()) : promised,
        it.delivery(),
        it.institution(),
        it.sites());
  }
}

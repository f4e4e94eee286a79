package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Charges on their way out, against time: none is repeated when its peer may have forgotten the
 * first (I2), none goes when its file has become stale (I16). By the world's own clocks: a step of
 * the gateway's moves no promise.
 */
final class PromiseWatch implements Watch {
  /** For so long after a step of the wall clock the gateway may have read it before. */
  private static final long STEPPED = 30_000_000_000L;

  /** What waits for the book is timed by the monotonic clock, which may run otherwise. */
  private static final Duration BETWEEN_CLOCKS = Duration.ofMillis(50);

  private final Checks checks;
  private final Agenda agenda;
  private final Clock clock;
  private final Plan plan;
  private final Map<String, Long> first = new HashMap<>();
  private final Map<String, Long> charges = new HashMap<>();

  /** A person has sent them again. */
  private final Set<Long> ordered = new HashSet<>();

  private long ahead;
  private long stepped;

  PromiseWatch(Checks checks, Agenda agenda, Clock clock, Plan plan) {
    this.checks = checks;
    this.agenda = agenda;
    this.clock = clock;
    this.plan = plan;
    this.ahead = ahead();
    this.stepped = agenda.now() - STEPPED;
  }

  @Override
  public void applied(Change change) {
    if (change instanceof Change.ChargeSent sent) {
      charges.put(key(sent.stamp()), sent.charge());
    }
    if (change instanceof Change.ChargeMoved moved
        && moved.to() == ChargeState.QUEUED
        && moved.attempt().isEmpty()) {
      ordered.add(moved.charge());
    }
  }

  private static String key(Stamp stamp) {
    return stamp.stan() + "|" + stamp.transmitted();
  }

  @Override
  public void handing(LinkId link, Message message) {
    boolean asks = message.mti().isRequest() && message.mti().messageClass() == 1;
    if (!link.endpoint().equals(Plan.NETWORK) || !asks) {
      return;
    }
    String key = key(Stamp.of(message));
    Long charge = charges.get(key);
    if (charge != null) {
      Long began = first.putIfAbsent(key, agenda.now());
      long since = began == null ? 0 : agenda.now() - began;
      checks.that(
          began == null || since <= promised(),
          Invariant.NO_DOUBLE,
          () ->
              "charge %d is repeated %s after its first transmission, the peer remembers it for %s"
                  .formatted(charge, Duration.ofNanos(since), plan.network.duplicates()));
      fresh(charge);
    }
  }

  /**
   * What is repeated may lie about before it is looked at. Nobody can measure more exactly than his
   * clock runs.
   */
  private long promised() {
    long promised = plan.network.duplicates().minus(plan.answer.multipliedBy(2)).toNanos();
    return promised + promised / 1_000_000 * Faults.DRIFT;
  }

  private void fresh(long charge) {
    if (ahead() != ahead) {
      ahead = ahead();
      stepped = agenda.now();
    }
    Instant latest = plan.deadline.plus(plan.transit.staleAfter()).plus(BETWEEN_CLOCKS);
    checks.that(
        ordered.contains(charge)
            || agenda.now() - stepped < STEPPED
            || !clock.wall().isAfter(latest),
        Invariant.STALE,
        () ->
            "charge %d goes at %s, its file is stale since %s"
                .formatted(charge, clock.wall(), latest));
  }

  /** Of true time, the gateway's wall clock, in whole seconds: drifting is no step. */
  private long ahead() {
    return Duration.between(agenda.wall(), clock.wall()).toSeconds();
  }
}

package io.nightbus.node.ops;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Remembers of another reload how it went last; the start counts as the first that went well. */
public final class LastReload implements Reload {
  private final Reload reload;
  private final InstantSource clock;
  private volatile Last last;

  private record Last(boolean taken, Instant at) {}

  public LastReload(Reload reload, InstantSource clock) {
    this.reload = reload;
    this.clock = clock;
    last = new Last(true, clock.instant());
  }

  /** Lets the metrics tell it. */
  public void show(Telemetry telemetry) {
    telemetry.watch(OwnMetric.CONFIG_TAKEN, () -> last.taken() ? 1 : 0);
    telemetry.watch(OwnMetric.CONFIG_TIME, () -> last.at().toEpochMilli() / 1e3);
  }

  @Override
  public Outcome look() {
    return reload.look();
  }

  @Override
  public Outcome reload(List<String> seen, String by, String reason) {
    Outcome outcome = reload.reload(seen, by, reason);
    last = new Last(outcome instanceof Outcome.Changes, clock.instant());
    return outcome;
  }
}

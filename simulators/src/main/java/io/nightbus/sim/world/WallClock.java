package io.nightbus.sim.world;

import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Moment;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;

/** Mistake: deadlines follow the wall clock, which anybody may set. */
final class WallClock extends Sabotage {
  private long skew;

  WallClock(Core core, Dialect dialect) {
    super(core, dialect);
  }

  @Override
  Moment seen(Moment now) {
    long wall = Duration.between(Instant.EPOCH, now.wall()).toNanos();
    skew = wall - now.nanos();
    return new Moment(now.wall(), wall);
  }

  /** The engine knows monotonic time alone. */
  private long monotonic(long deadline) {
    return deadline == Long.MAX_VALUE ? deadline : deadline - skew;
  }

  @Override
  public long nextDeadline() {
    return monotonic(super.nextDeadline());
  }

  @Override
  void does(Effect effect, Effects out) {
    if (effect instanceof Effect.Send(var link, var message, var token, var after, var until)) {
      out.add(new Effect.Send(link, message, token, after, monotonic(until)));
    } else {
      out.add(effect);
    }
  }
}

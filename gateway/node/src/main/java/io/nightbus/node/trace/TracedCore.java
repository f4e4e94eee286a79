package io.nightbus.node.trace;

import io.nightbus.core.Core;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The core, watched. A failure of whoever watches ends the watching and nothing else. */
final class TracedCore implements Core {
  private static final Logger LOG = LoggerFactory.getLogger(TracedCore.class);

  private final Core core;
  private final Spans spans;
  private boolean watching = true;

  TracedCore(Core core, Spans spans) {
    this.core = core;
    this.spans = spans;
  }

  @Override
  public void start(Moment now, Effects out) {
    core.start(now, watched(now, out));
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    watch(() -> spans.heard(event, now.nanos()));
    core.on(event, now, watched(now, out));
  }

  private Effects watched(Moment now, Effects out) {
    return effect -> {
      watch(() -> spans.saw(effect, now.nanos()));
      out.add(effect);
    };
  }

  private void watch(Runnable look) {
    if (!watching) {
      return;
    }
    try {
      look.run();
    } catch (RuntimeException bug) {
      watching = false;
      LOG.error("tracing failed and is off until the next start", bug);
    }
  }

  @Override
  public long nextDeadline() {
    return core.nextDeadline();
  }
}

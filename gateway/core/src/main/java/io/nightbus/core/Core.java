package io.nightbus.core;

/**
 * The pure core as the engine and the simulated world see it. Not for several threads. The one that
 * ships is the switchboard.
 */
public interface Core {

  /** The first call: connects links, resolves what the last run left open. */
  void start(Moment now, Effects out);

  void on(Event event, Moment now, Effects out);

  /** Monotonic nanoseconds at which {@link Event.Tick} is due, or {@link Long#MAX_VALUE}. */
  long nextDeadline();
}

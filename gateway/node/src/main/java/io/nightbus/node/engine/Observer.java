package io.nightbus.node.engine;

import io.nightbus.core.Fact;

/** Hears every fact, on the event loop: must return at once. */
@FunctionalInterface
public interface Observer {
  void note(Fact fact);
}

package io.nightbus.core;

/** Takes effects in the order in which they have to be done. */
@FunctionalInterface
public interface Effects {
  void add(Effect effect);
}

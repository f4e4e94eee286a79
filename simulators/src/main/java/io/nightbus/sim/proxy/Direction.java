package io.nightbus.sim.proxy;

/** Which way bytes go: UP from who dialled the proxy, DOWN towards him. */
public enum Direction {
  UP,
  DOWN
}

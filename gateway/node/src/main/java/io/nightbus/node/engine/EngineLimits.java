package io.nightbus.node.engine;

import io.nightbus.node.wire.WireLimits;

/**
 * Bounds of what waits in memory. Beyond backlog or held, originators are not read from until half
 * of it is gone: their own windows fill, and they see it.
 *
 * @param backlog store transactions that are not durable yet
 * @param held effects that wait for a transaction
 * @param commands people's commands that wait for an answer; more are refused
 */
public record EngineLimits(int backlog, int held, int commands, WireLimits wire) {
  public static final EngineLimits USUAL =
      new EngineLimits(10_000, 20_000, 1_000, WireLimits.USUAL);
}

package io.nightbus.node.ops.log;

import io.nightbus.iso.Trail;

/**
 * The trace of a message, 32 hexadecimal digits. Derived by a hash from what holds no account data,
 * and therefore not looked at by {@link PanScanner}: one in some hundreds has a run of digits that
 * passes for a card number.
 */
record TraceId(Trail trail) {
  @Override
  public String toString() {
    return trail.trace();
  }
}

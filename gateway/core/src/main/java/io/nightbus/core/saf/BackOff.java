package io.nightbus.core.saf;

import java.util.random.RandomGenerator;

/** Exponential pauses with jitter between half and the whole of each step. */
public record BackOff(long base, long cap) {

  public static BackOff of(DeliverySettings settings) {
    return new BackOff(settings.backoff().toNanos(), settings.backoffCap().toNanos());
  }

  /** Nanoseconds to wait after this many attempts. */
  public long after(int attempts, RandomGenerator jitter) {
    long step = attempts >= 30 ? cap : Math.min(cap, base << Math.max(0, attempts - 1));
    return step / 2 + jitter.nextLong(Math.max(1, step / 2));
  }
}

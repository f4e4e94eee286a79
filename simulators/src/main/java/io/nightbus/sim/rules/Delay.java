package io.nightbus.sim.rules;

import java.util.random.RandomGenerator;

/** How long an answer takes. */
public sealed interface Delay {
  Delay NONE = new Fixed(0);

  long nanos(RandomGenerator random);

  record Fixed(long nanos) implements Delay {
    @Override
    public long nanos(RandomGenerator random) {
      return nanos;
    }
  }

  /**
   * Half of the answers take less than the median; sigma 0.4 puts one in a hundred at 2.5 times.
   */
  record Lognormal(long medianNanos, double sigma) implements Delay {
    private static final double LONGEST = 60e9;

    @Override
    public long nanos(RandomGenerator random) {
      return (long) Math.min(LONGEST, medianNanos * Math.exp(sigma * random.nextGaussian()));
    }
  }
}

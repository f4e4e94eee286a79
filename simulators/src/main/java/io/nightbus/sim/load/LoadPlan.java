package io.nightbus.sim.load;

import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.traffic.Cards;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What load to give.
 *
 * @param targets each is connected to once, in turn, until there are enough connections
 * @param outstanding requests under way on each connection; with a rate the most there may be
 * @param perSecond requests a second over all connections, at their times whatever comes back; 0
 *     asks the next as soon as one is answered
 * @param warmUp is not measured
 * @param timeout after which a request counts as unanswered
 */
public record LoadPlan(
    Dialect dialect,
    List<InetSocketAddress> targets,
    int connections,
    int outstanding,
    double perSecond,
    Duration warmUp,
    Duration measured,
    Duration timeout,
    Cards cards,
    String acquirer) {

  public LoadPlan {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("load needs an address to go to");
    }
    if (connections < 1 || connections > 1_000 || outstanding < 1) {
      throw new IllegalArgumentException("1 to 1000 connections, each with 1 request or more");
    }
    if ((long) connections * outstanding > 500_000) {
      throw new IllegalArgumentException(
          "at most 500,000 requests under way: DE 11 has a million numbers");
    }
    if (!(perSecond >= 0 && perSecond <= 1_000_000)) {
      throw new IllegalArgumentException("rate: from 0 to 1000000 requests a second");
    }
    if (measured.toMillis() < 100 || warmUp.isNegative() || timeout.toMillis() < 1) {
      throw new IllegalArgumentException("measure for at least 0.1 s, with a timeout above zero");
    }
  }

  /** 8 connections with 16 requests each, as fast as they are answered. */
  public static LoadPlan closed(
      Dialect dialect, List<InetSocketAddress> targets, Duration measured) {
    return new LoadPlan(
        dialect,
        targets,
        8,
        16,
        0,
        Duration.ofSeconds(2),
        measured,
        Duration.ofSeconds(10),
        new Cards("555500", 1_000),
        "400001");
  }

  /** The same connections at a steady rate. */
  public LoadPlan atRate(double rate) {
    return new LoadPlan(
        dialect, targets, connections, 10_000, rate, warmUp, measured, timeout, cards, acquirer);
  }

  public LoadPlan withWarmUp(Duration time) {
    return new LoadPlan(
        dialect,
        targets,
        connections,
        outstanding,
        perSecond,
        time,
        measured,
        timeout,
        cards,
        acquirer);
  }
}

package io.nightbus.sim.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is truly wrong, as only the world knows: until when each part has been in trouble. */
final class Truth {
  /** So long after the last trouble everything has to be as if it had never been. */
  static final Duration WARM = Duration.ofSeconds(20);

  private final Map<Line, Long> lines = new HashMap<>();
  private final Map<Host, Long> hosts = new HashMap<>();
  private final Map<Host, Long> ranges = new HashMap<>();
  private long everything;

  /** Whoever makes trouble tells it here; in a story nobody does. */
  boolean isTold;

  Truth(Agenda agenda) {
    this.everything = agenda.now();
  }

  void trouble(Line line, long until) {
    lines.merge(line, until, Math::max);
  }

  void trouble(Host host, long until) {
    hosts.merge(host, until, Math::max);
  }

  /** An issuer behind this host. */
  void troubleBehind(Host host, long until) {
    ranges.merge(host, until, Math::max);
  }

  private boolean wasWell(Host host, long from) {
    return hosts.getOrDefault(host, Long.MIN_VALUE) < from
        && ranges.getOrDefault(host, Long.MIN_VALUE) < from;
  }

  /** The gateway's process, its book or its clock. */
  void trouble(long until) {
    everything = Math.max(everything, until);
  }

  /** Since {@code since} one of these links, the host behind them and the gateway were all well. */
  boolean wasServed(List<Line> of, Host host, long since) {
    long from = since - WARM.toNanos();
    return everything < from
        && wasWell(host, from)
        && of.stream().anyMatch(line -> lines.getOrDefault(line, Long.MIN_VALUE) < from);
  }

  /** Since {@code since} all of these links, the host behind them and the gateway were all well. */
  boolean wasWhole(List<Line> of, Host host, long since) {
    long from = since - WARM.toNanos();
    return everything < from
        && wasWell(host, from)
        && of.stream().allMatch(line -> lines.getOrDefault(line, Long.MIN_VALUE) < from);
  }

  /** The same, whatever may have been wrong with an issuer behind the host. */
  boolean wasWholeItself(List<Line> of, Host host, long since) {
    long from = since - WARM.toNanos();
    return everything < from
        && hosts.getOrDefault(host, Long.MIN_VALUE) < from
        && of.stream().allMatch(line -> lines.getOrDefault(line, Long.MIN_VALUE) < from);
  }
}

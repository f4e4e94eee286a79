package io.nightbus.node.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.nightbus.core.Fact;
import io.nightbus.core.link.LossReason;
import io.nightbus.node.engine.Observer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Turns facts into counters and timers. On the event loop: after the first fact of a kind it costs
 * two look-ups and an addition, and allocates nothing. Label sets are bounded: what goes beyond is
 * counted under {@code other}.
 */
public final class Metrics implements Observer {
  /** Label sets of one kind; more than any sensible configuration has. */
  static final int MOST_LABELS = 512;

  /** Contains the timers of card networks and the objectives of ours. */
  private static final Duration[] BOUNDARIES = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
  };

  /** An answer that took longer does not meet the objective. */
  private static final long SLOW_NANOS = Duration.ofSeconds(2).toNanos();

  private final MeterRegistry registry;
  private final Counter truncated;
  private final Map<Fact.Kind, Map<String, Map<String, LongConsumer>>> meters =
      new EnumMap<>(Fact.Kind.class);
  private final Map<Fact.Kind, AtomicInteger> labelSets = new EnumMap<>(Fact.Kind.class);
  private final Map<String, AtomicInteger> linksUp = new HashMap<>();
  private final Map<String, LongSupplier> totals = new ConcurrentHashMap<>();

  /**
   * Facts come on one thread.
   *
   * @param links names of all links ({@code endpoint/site/link}): shown as down until they are up
   */
  public Metrics(MeterRegistry registry, Iterable<String> links) {
    this.registry = registry;
    truncated =
        Counter.builder(OwnMetric.TRUNCATED.metricName())
            .description(OwnMetric.TRUNCATED.help())
            .register(registry);
    for (Fact.Kind kind : Fact.Kind.values()) {
      meters.put(kind, new HashMap<>());
      labelSets.put(kind, new AtomicInteger());
    }
    links.forEach(this::begin);
  }

  /** What is counted from zero on. */
  private void begin(String link) {
    linkGauge(link);
    for (Fact.Kind kind : Fact.Kind.values()) {
      FactMetric metric = FactMetric.of(kind);
      String subject = metric.isOfLink() ? link : FactMetric.endpoint(link);
      for (String detail : metric.fromZero()) {
        var ofKind = ofKind(kind);
        if (!ofKind.getOrDefault(subject, Map.of()).containsKey(detail)) {
          resolve(ofKind, new Fact(kind, subject, detail, 0));
        }
      }
    }
  }

  @Override
  public void note(Fact fact) {
    Map<String, Map<String, LongConsumer>> ofKind = ofKind(fact.kind());
    Map<String, LongConsumer> ofEndpoint = ofKind.get(fact.endpoint());
    LongConsumer meter = ofEndpoint == null ? null : ofEndpoint.get(fact.detail());
    if (meter == null) {
      meter = resolve(ofKind, fact);
    }
    meter.accept(fact.value());
  }

  private Map<String, Map<String, LongConsumer>> ofKind(Fact.Kind kind) {
    Map<String, Map<String, LongConsumer>> ofKind = meters.get(kind);
    if (ofKind == null) {
      throw new IllegalStateException("no meters for " + kind);
    }
    return ofKind;
  }

  private LongConsumer resolve(Map<String, Map<String, LongConsumer>> ofKind, Fact fact) {
    AtomicInteger sets = labelSets.computeIfAbsent(fact.kind(), _ -> new AtomicInteger());
    if (sets.get() >= MOST_LABELS) {
      truncated.increment();
      return meter(fact.kind(), "other", "other");
    }
    sets.incrementAndGet();
    LongConsumer meter = meter(fact.kind(), fact.endpoint(), fact.detail());
    ofKind.computeIfAbsent(fact.endpoint(), _ -> new HashMap<>()).put(fact.detail(), meter);
    return meter;
  }

  private LongConsumer meter(Fact.Kind kind, String endpoint, String detail) {
    FactMetric metric = FactMetric.of(kind);
    Tags tags = metric.tags(endpoint, label(detail));
    String name = kind + " " + FactMetric.endpoint(endpoint) + " " + label(detail);
    if (kind == Fact.Kind.REQUEST_DURATION) {
      Timer timer =
          Timer.builder(metric.metricName())
              .description(metric.help())
              .tags(tags)
              .serviceLevelObjectives(BOUNDARIES)
              .register(registry);
      totals.put(name, timer::count);
      var slow = new AtomicLong(); // written on one thread
      totals.put(
          Lately.Besides.SLOW_ANSWER + " " + FactMetric.endpoint(endpoint) + " " + label(detail),
          slow::get);
      return value -> {
        timer.record(value, TimeUnit.NANOSECONDS);
        if (value > SLOW_NANOS) {
          slow.incrementAndGet();
        }
      };
    }
    Counter counter =
        Counter.builder(metric.metricName())
            .description(metric.help())
            .tags(tags)
            .register(registry);
    totals.put(name, () -> (long) counter.count());
    if (kind == Fact.Kind.LINK_STATE) {
      return value -> {
        linkState(endpoint, detail);
        counter.increment();
      };
    }
    return value -> counter.increment();
  }

  /** How often what was noted so far, by {@code KIND endpoint detail}; for any thread. */
  Map<String, Long> totals() {
    var now = new HashMap<String, Long>();
    totals.forEach((name, count) -> now.put(name, count.getAsLong()));
    return now;
  }

  /** A link that is not configured any more is neither up nor down. */
  private void linkState(String link, String state) {
    linkGauge(link).set(state.equals("UP") ? 1 : 0);
    if (state.equals(LossReason.REMOVED.name())) {
      linksUp.remove(link);
      registry
          .find(OwnMetric.LINK_UP.metricName())
          .tags(FactMetric.linkTags(link))
          .gauges()
          .forEach(registry::remove);
    }
  }

  private AtomicInteger linkGauge(String link) {
    return linksUp.computeIfAbsent(
        link,
        name -> {
          var up = new AtomicInteger();
          Gauge.builder(OwnMetric.LINK_UP.metricName(), up, AtomicInteger::get)
              .description(OwnMetric.LINK_UP.help())
              .tags(FactMetric.linkTags(name))
              .register(registry);
          return up;
        });
  }

  /** Reasons as labels: lower case, one word. */
  private static String label(String detail) {
    return detail.isEmpty()
        ? "none"
        : detail.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]+", "_");
  }
}

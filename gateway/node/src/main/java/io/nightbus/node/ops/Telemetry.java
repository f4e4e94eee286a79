package io.nightbus.node.ops;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nightbus.core.link.Announced;
import io.nightbus.node.engine.LinkTraffic;
import io.nightbus.node.engine.Observer;
import io.nightbus.node.ops.log.Logging;
import io.prometheus.metrics.core.metrics.Info;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Every meter of the process, and what Prometheus scrapes. */
public final class Telemetry {
  /** Of a commit: from a disk with a battery to one that is sick. */
  private static final Duration[] COMMITS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(2),
  };

  private static final long SLOW_COMMIT_NANOS = Duration.ofMillis(100).toNanos();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final SightGauges gauges = new SightGauges();
  private final TrafficMetrics traffic = new TrafficMetrics();
  private final LinkStories stories = new LinkStories(InstantSource.system());
  private final Metrics metrics;
  private final Timer commits;
  private final AtomicLong slowCommits = new AtomicLong();

  /**
   * Registers what is always there.
   *
   * @param version of this build
   * @param revision of the sources that it was made from
   * @param links names of all links
   */
  public Telemetry(String version, String revision, Iterable<String> links) {
    metrics = new Metrics(registry, links);
    registry.getPrometheusRegistry().register(gauges);
    registry.getPrometheusRegistry().register(traffic);
    // Micrometer would take the name's end away.
    Info.builder()
        .name(OwnMetric.BUILD_INFO.metricName())
        .help(OwnMetric.BUILD_INFO.help())
        .labelNames("java", "revision", "version")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(Runtime.version().toString(), revision, version);
    commits =
        Timer.builder(OwnMetric.STORE_COMMIT.metricName())
            .description(OwnMetric.STORE_COMMIT.help())
            .serviceLevelObjectives(COMMITS)
            .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    machine();
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /**
   * Of the process and its Java machine. Not Micrometer's binders for threads and processors: at
   * each scrape they stop every thread to ask it for its state, and read the control group's files.
   */
  private void machine() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      FunctionCounter.builder("process_cpu_seconds", system, bean -> bean.getProcessCpuTime() / 1e9)
          .description("Processor time that this process has used")
          .register(registry);
    }
    Gauge.builder(
            "jvm.threads.live", ManagementFactory.getThreadMXBean(), ThreadMXBean::getThreadCount)
        .baseUnit("threads")
        .description("Threads of the Java machine, virtual ones left out")
        .register(registry);
    FunctionCounter.builder("jvm_gc_seconds", this, _ -> collecting())
        .description("Time that the garbage collector has run")
        .register(registry);
  }

  private static double collecting() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
            .mapToLong(GarbageCollectorMXBean::getCollectionTime)
            .sum()
        / 1e3;
  }

  /** Watches the log's walls. */
  public void watch(Logging logging) {
    count(OwnMetric.PAN_LEAKS, logging, Logging::maskedPans);
    count(OwnMetric.LOG_DROPPED, logging, Logging::droppedLines);
  }

  /** Watches what passes over the links; asked whenever somebody scrapes. */
  public void traffic(Supplier<LinkTraffic> from) {
    traffic.watch(from);
  }

  /** Watches a number that goes up and down; {@code values} of its labels in their order. */
  public void watch(OwnMetric metric, Supplier<Number> number, String... values) {
    Gauge.Builder<Supplier<Number>> gauge =
        Gauge.builder(metric.metricName(), number).description(metric.help());
    for (int i = 0; i < values.length; i++) {
      gauge.tag(metric.labels().get(i), values[i]);
    }
    gauge.register(registry);
  }

  /** Watches a number that only grows. */
  public <T> void count(OwnMetric metric, T owner, ToDoubleFunction<T> number) {
    FunctionCounter.builder(metric.metricName(), owner, number)
        .description(metric.help())
        .register(registry);
  }

  /** A counter of our own; {@code values} of its labels in their order. */
  Counter counter(OwnMetric metric, String... values) {
    Counter.Builder counter = Counter.builder(metric.metricName()).description(metric.help());
    for (int i = 0; i < values.length; i++) {
      counter.tag(metric.labels().get(i), values[i]);
    }
    return counter.register(registry);
  }

  /** A site's addresses have been asked for; each kind of answer is counted from zero. */
  public void announced(String endpoint, String site, String sense) {
    for (Announced.Sense each : Announced.Sense.values()) {
      var _ = answers(endpoint, site, each.name());
    }
    var _ = answers(endpoint, site, Announcement.FAILED);
    answers(endpoint, site, sense).increment();
  }

  private Counter answers(String endpoint, String site, String sense) {
    return counter(OwnMetric.ANNOUNCEMENTS, endpoint, site, sense.toLowerCase(Locale.ROOT));
  }

  /** The store has committed a group. */
  public void committed(long nanos) {
    commits.record(nanos, TimeUnit.NANOSECONDS);
    if (nanos > SLOW_COMMIT_NANOS) {
      slowCommits.incrementAndGet();
    }
  }

  /** Hears the core's facts. */
  public Observer observer() {
    return fact -> {
      metrics.note(fact);
      stories.note(fact);
    };
  }

  LinkStories stories() {
    return stories;
  }

  /** Every counter, as {@link Lately} names it. */
  Map<String, Long> totals() {
    var now = new HashMap<>(metrics.totals());
    for (OwnMetric metric : OwnMetric.values()) {
      if (metric.type() == OwnMetric.Type.COUNTER) {
        now.put(metric + "  ", total(metric));
      }
    }
    now.put(OwnMetric.STORE_COMMIT + "  ", commits.count());
    now.put(Lately.Besides.SLOW_COMMIT.key(), slowCommits.get());
    return now;
  }

  /** Over every label. */
  private long total(OwnMetric metric) {
    var here = registry.find(metric.metricName());
    double counted = here.counters().stream().mapToDouble(Counter::count).sum();
    double watched = here.functionCounters().stream().mapToDouble(FunctionCounter::count).sum();
    return (long) (counted + watched);
  }

  /** What the process tells of itself now. */
  Own own() {
    var certificates = new TreeMap<String, Duration>();
    for (Gauge left : registry.find(OwnMetric.TLS_LEFT.metricName()).gauges()) {
      String endpoint = String.valueOf(left.getId().getTag("endpoint"));
      certificates.put(endpoint, Duration.ofSeconds((long) left.value()));
    }
    Runtime machine = Runtime.getRuntime();
    return new Own(
        Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()),
        gauge("process.files.open") / Math.max(1, gauge("process.files.max")),
        (double) (machine.totalMemory() - machine.freeMemory()) / machine.maxMemory(),
        (long) gauge(OwnMetric.WAITING_CONNECTIONS.metricName()),
        certificates,
        refusedReload());
  }

  private Optional<Instant> refusedReload() {
    Gauge taken = registry.find(OwnMetric.CONFIG_TAKEN.metricName()).gauge();
    return taken == null || taken.value() > 0
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond((long) gauge(OwnMetric.CONFIG_TIME.metricName())));
  }

  /** Zero where it is not measured. */
  private double gauge(String name) {
    Gauge gauge = registry.find(name).gauge();
    double value = gauge == null ? 0 : gauge.value();
    return Double.isNaN(value) ? 0 : value;
  }

  /** What the gauges tell from now on. */
  void update(Sight sight) {
    gauges.update(sight);
  }

  /** What stands now, in the form that is accepted. */
  String scrape(String accepted) {
    return registry.scrape(accepted);
  }
}

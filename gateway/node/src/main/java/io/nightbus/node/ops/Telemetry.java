package io.nightbus.node.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nightbus.node.engine.Observer;
import io.nightbus.node.ops.log.Logging;
import java.util.function.Supplier;

/** Every meter of the process, and what Prometheus scrapes. */
public final class Telemetry {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final StatusGauges gauges = new StatusGauges(registry);
  private final Metrics metrics;

  /**
   * Registers what is always there.
   *
   * @param version of this build
   * @param links names of all links
   */
  public Telemetry(String version, Iterable<String> links) {
    metrics = new Metrics(registry, links);
    Gauge.builder("nightbus_build_info", () -> 1)
        .description("Always 1; the labels say what runs")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
  }

  /** Watches the log's walls. */
  public void watch(Logging logging) {
    FunctionCounter.builder("nightbus_pan_leaks_blocked", logging, Logging::maskedPans)
        .description("Card numbers that the log's last wall masked; should be 0 for ever")
        .register(registry);
    FunctionCounter.builder("nightbus_log_lines_dropped", logging, Logging::droppedLines)
        .description("Log lines dropped because our output was read too slowly")
        .register(registry);
  }

  /** Watches a number of somebody else's. */
  public void watch(String name, String help, Supplier<Number> number) {
    Gauge.builder(name, number).description(help).register(registry);
  }

  /** Hears the core's facts. */
  public Observer observer() {
    return metrics;
  }

  /** What stands now; the gauges are older where the event loop does not answer. */
  String scrape(Gateway gateway, String accepted) {
    gateway.status().ifPresent(gauges::update);
    return registry.scrape(accepted);
  }
}

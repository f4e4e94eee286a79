package io.nightbus.node.trace;

import io.nightbus.core.Core;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Traces, where the standard variables of OpenTelemetry ask for them: {@code OTEL_TRACES_EXPORTER}
 * other than {@code none}, or an address in {@code OTEL_EXPORTER_OTLP_ENDPOINT} or {@code
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}; everything else is set by these variables too. Spans wait in
 * a bounded queue for a thread of their own: a collector that hangs costs spans, which are counted,
 * and nothing else.
 */
public final class Tracing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);

  /** At the end the last spans have so long to go out. */
  private static final long FAREWELL_SECONDS = 2;

  /** What is so unless a variable says something else. */
  private static final Map<String, String> USUAL =
      Map.of(
          "otel.service.name", "nightbus-gateway",
          "otel.traces.exporter", "otlp",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.exporter.otlp.protocol", "http/protobuf");

  private static final String QUEUE = "otel.bsp.max.queue.size";

  /** What the standard says where the variable is not set. */
  private static final int USUAL_QUEUE = 2_048;

  private final OpenTelemetrySdk sdk;
  private final DerivedIds ids = new DerivedIds();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();

  private Tracing() {
    sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> USUAL)
            .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
            .addSpanProcessorCustomizer((queue, config) ->
                new SpansWaiting(queue, config.getInt(QUEUE, USUAL_QUEUE), waiting, lost))
            .addSpanExporterCustomizer((exporter, _) -> new Counting(exporter))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
  }

  /**
   * What the variables ask for; nothing is loaded or started where they don't. One that can't be
   * followed is told, and payments go on without traces.
   */
  public static Optional<Tracing> in(Map<String, String> environment) {
    String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "");
    boolean disabled =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")
            || exporter.equals("none");
    boolean wanted =
        !exporter.isEmpty()
            || environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")
            || environment.containsKey("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    if (!wanted || disabled) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Tracing());
    } catch (ConfigurationException unfit) {
      LOG.error("no traces: {}; mend the OTEL_ variable and start again", unfit.getMessage());
      return Optional.empty();
    }
  }

  /** The same core, with spans of what happens to it. */
  public Core around(Core core) {
    return new TracedCore(core, new Spans(sdk.getTracer("io.nightbus"), ids));
  }

  /** Spans that the collector took. */
  public long delivered() {
    return delivered.get();
  }

  /** Spans that it did not take, or not in time, and those that found the queue full. */
  public long lost() {
    return lost.get();
  }

  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FAREWELL_SECONDS, TimeUnit.SECONDS);
  }

  private final class Counting implements SpanExporter {
    private final SpanExporter exporter;

    Counting(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(() -> {
        waiting.addAndGet(-spans.size());
        (result.isSuccess() ? delivered : lost).addAndGet(spans.size());
      });
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}

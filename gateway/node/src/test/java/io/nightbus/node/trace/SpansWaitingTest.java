package io.nightbus.node.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpansWaitingTest {
  private static final int MOST = 8;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicInteger offered = new AtomicInteger();

  /** A collector that takes a batch and never says that it has it. */
  private final class Hanging implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      offered.addAndGet(spans.size());
      return new CompletableResultCode();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  private SdkTracerProvider provider(Sampler sampler) {
    var queue =
        BatchSpanProcessor.builder(new Hanging())
            .setMaxQueueSize(MOST)
            .setMaxExportBatchSize(2)
            .setScheduleDelay(Duration.ofMillis(1))
            .setExporterTimeout(Duration.ofMinutes(1))
            .build();
    return SdkTracerProvider.builder()
        .setSampler(sampler)
        .addSpanProcessor(new SpansWaiting(queue, MOST, waiting, lost))
        .build();
  }

  @Test
  void aCollectorThatHangsCostsSpansAndEachIsCounted() {
    SdkTracerProvider provider = provider(Sampler.alwaysOn());
    for (int i = 0; i < 100; i++) {
      provider.get("test").spanBuilder("0100").startSpan().end();
    }

    assertThat(lost).hasValue(100 - MOST);
    assertThat(waiting).hasValue(MOST);
    // Its first batch has one span or two, as soon as its thread looked, and there is no second.
    await().untilAsserted(() -> assertThat(offered.get()).isBetween(1, 2));
  }

  @Test
  void whatIsNotSampledTakesNoRoom() {
    SdkTracerProvider provider = provider(Sampler.alwaysOff());
    for (int i = 0; i < 100; i++) {
      provider.get("test").spanBuilder("0100").startSpan().end();
    }

    assertThat(lost).hasValue(0);
    assertThat(waiting).hasValue(0);
  }
}

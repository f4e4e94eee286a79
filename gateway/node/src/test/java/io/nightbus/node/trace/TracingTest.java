package io.nightbus.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingTest {
  @Test
  void isOffUnlessAVariableAsksForIt() {
    assertThat(Tracing.in(Map.of())).isEmpty();
    assertThat(Tracing.in(Map.of("OTEL_TRACES_EXPORTER", "none"))).isEmpty();
    assertThat(
            Tracing.in(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
                    "OTEL_SDK_DISABLED", "true")))
        .isEmpty();
  }

  /** A slip in a variable must not keep a gateway from starting. */
  @Test
  void anExporterThatIsNotThereCostsTheTracesAndNothingElse() {
    System.setProperty("otel.traces.exporter", "nonsense");
    try {
      assertThat(Tracing.in(Map.of("OTEL_TRACES_EXPORTER", "nonsense"))).isEmpty();
    } finally {
      System.clearProperty("otel.traces.exporter");
    }
  }
}

package io.nightbus.sim.trace;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Trail;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One span for each message that a simulator judges, in the trace that the message's own elements
 * name: a gateway that derives it alike tells the rest of the story in it.
 */
public final class Spans implements AutoCloseable {
  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final String service;
  private final boolean on;

  private Spans(OpenTelemetry telemetry, String service, boolean on) {
    this.service = service;
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("io.nightbus.sim");
    this.on = on;
  }

  /**
   * On where the environment names a collector ({@code OTEL_EXPORTER_OTLP_ENDPOINT}).
   *
   * @param service what the spans are said to come from, unless a variable names it
   */
  public static Spans in(Map<String, String> environment, String service) {
    if (!environment.containsKey("OTEL_EXPORTER_OTLP_ENDPOINT")) {
      return new Spans(OpenTelemetry.noop(), service, false);
    }
    Map<String, String> usual =
        Map.of(
            "otel.service.name", service,
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf");
    return new Spans(
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> usual)
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk(),
        service,
        true);
  }

  /** A message has come; whoever has answered it, or decided not to, ends the span. */
  public Span heard(Message message, String link) {
    if (!on) {
      return Span.getInvalid();
    }
    Trail trail = Trail.of(message);
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            trail.trace(), trail.span(), TraceFlags.getSampled(), TraceState.getDefault());
    SpanBuilder span =
        tracer
            .spanBuilder(message.mti() + " at " + service)
            .setParent(Context.root().with(Span.wrap(parent)))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("iso8583.mti", message.mti().toString())
            .setAttribute("iso8583.link", link)
            .setAttribute("iso8583.stan", message.get(De.STAN, ""))
            .setAttribute("iso8583.rrn", message.get(De.RRN, ""));
    return span.startSpan();
  }

  /** Ends a span with the answer that goes out. */
  public static void answered(Span span, String code) {
    span.setAttribute("iso8583.response_code", code).end();
  }

  /** Ends a span whose message stays without an answer. */
  public static void withheld(Span span) {
    span.setStatus(StatusCode.ERROR, "not answered").end();
  }

  /** Sends what is left, for two seconds at most. */
  @Override
  public void close() {
    if (telemetry instanceof OpenTelemetrySdk sdk) {
      sdk.getSdkTracerProvider().shutdown().join(2, TimeUnit.SECONDS);
    }
  }
}

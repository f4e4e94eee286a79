package io.nightbus.node.trace;

import java.util.Locale;

/** The page {@code ops/reference/traces.md}, made from the code. */
final class TraceReference {
  private static final String HEAD =
      """
      # Traces

      Off, until the standard variables of OpenTelemetry ask for them: `OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318` is enough, for the gateway and for every simulator. They go
      out as OTLP over HTTP (`http/protobuf`); `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`, `OTEL_SERVICE_NAME` and the others mean what they mean everywhere. Spans wait in a bounded queue for a thread of
      their own. A collector that hangs or is away costs spans and nothing else: `nightbus_spans_lost_total` counts what it did not take.

      No network carries a header for a trace, so the message names it: trace and first span are derived from MTI (without the repeat digit), DE 32, 37 and 41, which are the same on every leg
      (without DE 37: DE 7 and 11). A gateway and the simulators at both ends of it tell of one request in one trace.

      A line of the log that tells of messages names the trace of one of them in `trace_id` ([events](events.md)): from an alert to the line, from the line to what happened on every leg.

      | span | kind | when
      |---|---|---
      | `0100 from acquirer` | server | A request, advice or reversal came in; ends when its answer is durable and goes out
      | `0100 to network` | client | Below it: an attempt on a link. On its own: a transit charge
      | `stand-in decides` | internal | Below it: decided in the issuer's place
      | `0120 to issuer` | consumer | An advice or a reversal goes out, perhaps hours later: a trace of its own with a link to the request that it settles; a repeat stands below the first transmission
      | `0100 at nightbus-sim-…` | server | A simulator judged the message

      An error is what stayed without an answer or was answered for a technical reason; a decline is none. What is open for a minute is ended as unanswered.

      | attribute | says
      |---|---
      """;

  private TraceReference() {}

  static String page() {
    var page = new StringBuilder(HEAD);
    for (TraceAttribute attribute : TraceAttribute.values()) {
      page.append(
          String.format(
              Locale.ROOT, "| `%s` | %s%n", attribute.key().getKey(), attribute.meaning()));
    }
    return page.toString();
  }
}

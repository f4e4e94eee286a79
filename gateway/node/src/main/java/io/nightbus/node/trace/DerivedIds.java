package io.nightbus.node.trace;

import io.nightbus.iso.Trail;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets a trace begin under the ids that a message's trail gives: everybody who sees the message
 * derives the same, and so does whoever settles a request hours later. For one thread.
 */
final class DerivedIds implements IdGenerator {
  private final IdGenerator random = IdGenerator.random();
  private @Nullable String nextTrace;
  private @Nullable String nextSpan;

  /** The next span begins the trace of this trail, and tells of its message as a whole. */
  void next(Trail trail) {
    nextTrace = trail.trace();
    nextSpan = trail.span();
  }

  @Override
  public String generateTraceId() {
    String given = nextTrace;
    nextTrace = null;
    return given == null ? random.generateTraceId() : given;
  }

  @Override
  public String generateSpanId() {
    String given = nextSpan;
    nextSpan = null;
    return given == null ? random.generateSpanId() : given;
  }
}

package io.nightbus.node.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The door of the queue in which spans wait for the collector. The queue throws away what it has no
 * room for without a word; here it is counted, and the queue never gets that far.
 */
final class SpansWaiting implements SpanProcessor {
  private final SpanProcessor queue;
  private final int most;
  private final AtomicInteger waiting;
  private final AtomicLong lost;

  /**
   * A door to a queue.
   *
   * @param most may wait or be on their way
   * @param waiting of them; whoever hands them to the collector takes them off
   * @param lost counts what found no room
   */
  SpansWaiting(SpanProcessor queue, int most, AtomicInteger waiting, AtomicLong lost) {
    this.queue = queue;
    this.most = most;
    this.waiting = waiting;
    this.lost = lost;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      lost.incrementAndGet();
    } else {
      queue.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    queue.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return queue.isStartRequired();
  }

  @Override
  public CompletableResultCode shutdown() {
    return queue.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return queue.forceFlush();
  }
}

package io.nightbus.node.ops.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes log lines off the threads that write them: whoever reads our output slowly never slows a
 * payment. Where the queue is full a line is dropped and counted.
 */
final class QueueAppender extends AsyncAppender {
  private static final int LINES = 8_192;

  private final LongAdder dropped = new LongAdder();

  QueueAppender() {
    setQueueSize(LINES);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    setMaxFlushTime(2_000);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() == 0) {
      dropped.increment();
    }
    super.append(event);
  }

  long dropped() {
    return dropped.sum();
  }
}

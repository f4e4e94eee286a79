package io.nightbus.node.wire;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class writes into the log, until it is closed. */
final class Told extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines;

  Told(Class<?> who, List<String> lines) {
    this.logger = (Logger) LoggerFactory.getLogger(who);
    this.lines = lines;
    start();
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent line) {
    lines.add(line.getFormattedMessage());
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}

package io.nightbus.node.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.OutputStream;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** The process's one log: set up in code, so that no file on the class path can turn a wall off. */
public final class Logging implements AutoCloseable {
  private final LoggerContext context;
  private final PanScanner scanner;
  private final QueueAppender queue;
  private final Outlet outlet;

  private Logging(LoggerContext context, PanScanner scanner, QueueAppender queue, Outlet outlet) {
    this.context = context;
    this.scanner = scanner;
    this.queue = queue;
    this.outlet = outlet;
  }

  /** How lines are written. */
  public enum Form {
    JSON,
    TEXT,
    COLOURED
  }

  /**
   * From here on everything that is logged goes to {@code out}.
   *
   * @param level DEBUG, INFO, WARN or ERROR: the least that is logged
   * @param node written into every JSON line
   * @param out gets each line in one write; one that fails loses that line and no other
   */
  public static Logging start(Form form, String level, String node, OutputStream out) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.start();
    var scanner = new PanScanner();
    var stream = new OutputStreamAppender<ILoggingEvent>();
    stream.setContext(context);
    stream.setName("out");
    stream.setEncoder(started(context, encoder(form, node, scanner)));
    var outlet = new Outlet(out);
    stream.setOutputStream(outlet);
    stream.start();
    var queue = new QueueAppender();
    queue.setContext(context);
    queue.setName("queue");
    queue.addAppender(stream);
    queue.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(queue);
    root.setLevel(Level.toLevel(level, Level.INFO));
    quieten(context, Level.toLevel(level, Level.INFO));
    return new Logging(context, scanner, queue, outlet);
  }

  private static Encoder<ILoggingEvent> encoder(Form form, String node, PanScanner scanner) {
    return form == Form.JSON
        ? new JsonEncoder(scanner, Map.of("node", node))
        : new TextEncoder(scanner, form == Form.COLOURED);
  }

  private static Encoder<ILoggingEvent> started(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  /** Libraries speak at warn and above; at debug we want our own words, not every frame's. */
  private static void quieten(LoggerContext context, Level level) {
    Level least = level.toInt() > Level.WARN_INT ? level : Level.WARN;
    for (String library :
        new String[] {"io.netty", "org.flywaydb", "org.sqlite", "io.micrometer"}) {
      context.getLogger(library).setLevel(least);
    }
  }

  /** Card numbers that the last wall had to mask; should be 0 for ever. */
  public long maskedPans() {
    return scanner.masked();
  }

  /** Lines that were lost: our output was read too slowly, or could not be written. */
  public long droppedLines() {
    return queue.dropped() + outlet.lost();
  }

  /** Writes what is still queued; what is logged afterwards is lost. */
  @Override
  public void close() {
    context.stop();
  }
}

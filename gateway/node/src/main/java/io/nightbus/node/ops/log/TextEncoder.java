package io.nightbus.node.ops.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.KeyValuePair;

/** One line for a person at a terminal: clock, level, message, what was logged with it. */
public final class TextEncoder extends EncoderBase<ILoggingEvent> {
  private static final int FRAMES = 20;

  private final PanScanner scanner;
  private final boolean colour;

  /** Encodes for good. */
  public TextEncoder(PanScanner scanner, boolean colour) {
    this.scanner = scanner;
    this.colour = colour;
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new StringBuilder(LogTime.clock(event)).append(' ');
    line.append(level(event.getLevel())).append(' ').append(event.getFormattedMessage());
    var traces = new StringBuilder();
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        StringBuilder to = pair.value instanceof TraceId ? traces : line;
        to.append(' ').append(pair.key).append('=').append(pair.value);
      }
    }
    var text = new StringBuilder(scanner.clean(line.toString())).append(traces);
    if (event.getThrowableProxy() != null) {
      String error = Failures.words(event.getThrowableProxy());
      String stack = Failures.stack(event.getThrowableProxy(), FRAMES).stripTrailing();
      text.append(scanner.clean(" error=" + error + "\n" + stack));
    }
    return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private String level(Level level) {
    String name = String.format("%-5s", level.levelStr);
    if (!colour || level.toInt() < Level.WARN_INT) {
      return name;
    }
    return (level.toInt() >= Level.ERROR_INT ? "\u001b[31m" : "\u001b[33m") + name + "\u001b[0m";
  }
}

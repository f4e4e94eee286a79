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
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        line.append(' ').append(pair.key).append('=').append(pair.value);
      }
    }
    if (event.getThrowableProxy() != null) {
      line.append(" error=").append(Failures.words(event.getThrowableProxy())).append('\n');
      line.append(Failures.stack(event.getThrowableProxy(), FRAMES).stripTrailing());
    }
    return (scanner.clean(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private String level(Level level) {
    String name = String.format("%-5s", level.levelStr);
    if (!colour || level.toInt() < Level.WARN_INT) {
      return name;
    }
    return (level.toInt() >= Level.ERROR_INT ? "\u001b[31m" : "\u001b[33m") + name + "\u001b[0m";
  }
}

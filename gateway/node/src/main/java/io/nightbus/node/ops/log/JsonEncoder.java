package io.nightbus.node.ops.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line: time (RFC 3339, UTC, microseconds), level, event, what was logged with
 * it, message. Every text and number goes through the scanner, but for a {@link TraceId}.
 */
public final class JsonEncoder extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int FRAMES = 40;

  private final PanScanner scanner;
  private final Map<String, String> common;

  /**
   * Encodes for good.
   *
   * @param common written into every line, e.g. the node's name
   */
  public JsonEncoder(PanScanner scanner, Map<String, String> common) {
    this.scanner = scanner;
    this.common = common;
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
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("time", LogTime.utc(event));
      json.writeStringField("level", event.getLevel().levelStr);
      for (Map.Entry<String, String> field : common.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      pairs(json, event);
      json.writeStringField("message", scanner.clean(String.valueOf(event.getFormattedMessage())));
      json.writeStringField("logger", event.getLoggerName());
      if (event.getThrowableProxy() != null) {
        json.writeStringField("error", scanner.clean(Failures.words(event.getThrowableProxy())));
        json.writeStringField(
            "stack", scanner.clean(Failures.stack(event.getThrowableProxy(), FRAMES)));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private void pairs(JsonGenerator json, ILoggingEvent event) throws IOException {
    Set<String> written = new HashSet<>(common.keySet());
    if (event.getKeyValuePairs() == null) {
      return;
    }
    for (KeyValuePair pair : event.getKeyValuePairs()) {
      if (written.add(pair.key)) {
        value(json, pair.key, pair.value);
      }
    }
  }

  private void value(JsonGenerator json, String key, Object value) throws IOException {
    if (value instanceof TraceId trace) {
      json.writeStringField(key, trace.toString());
      return;
    }
    String text = String.valueOf(value);
    String clean = scanner.clean(text);
    switch (value) {
      case Integer number -> json.writeNumberField(key, number);
      case Long number when clean.equals(text) -> json.writeNumberField(key, number);
      case Boolean flag -> json.writeBooleanField(key, flag);
      case null -> json.writeNullField(key);
      default -> json.writeStringField(key, clean);
    }
  }
}

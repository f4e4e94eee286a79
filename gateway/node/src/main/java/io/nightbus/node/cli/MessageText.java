package io.nightbus.node.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message as a person writes it: a JSON object ({@code {"mti": "0100", "2": "…"}}), the bytes of
 * a dialect in hexadecimal, or lines ({@code 0100}, then {@code 2 …}, {@code DE 3 …}). No complaint
 * repeats what was written.
 */
final class MessageText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private MessageText() {}

  /** Throws a {@link Complaint} that says what could not be read, and where. */
  static Message read(String text, Dialect dialect) {
    String written = text.strip();
    if (written.startsWith("{")) {
      return json(written);
    }
    String packed = written.replaceAll("\\s", "");
    return packed.length() > 40 && packed.length() % 2 == 0 && packed.matches("[0-9A-Fa-f]+")
        ? hex(packed, dialect)
        : lines(written.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
  }

  private static Complaint unreadable(String what) {
    return new Complaint(ExitCode.USAGE, "the message cannot be read: " + what);
  }

  private static Message json(String text) {
    try {
      JsonNode object = JSON.readTree(text);
      var message = Message.of(mti(object.path("mti").asText("")));
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (!field.getKey().equals("mti")) {
          set(message, element(field.getKey(), "the JSON object"), field.getValue().asText());
        }
      }
      return message.build();
    } catch (JacksonException e) {
      throw unreadable("it begins like JSON and is none");
    }
  }

  private static Message hex(String digits, Dialect dialect) {
    byte[] bytes = HexFormat.of().parseHex(digits);
    return switch (dialect.decode(bytes, 0, bytes.length)) {
      case Decoded.Whole(var message) -> message;
      case Decoded.Malformed flaw ->
          throw unreadable("as bytes of " + dialect.name() + ": " + flaw);
    };
  }

  private static Message lines(List<String> lines) {
    if (lines.isEmpty()) {
      throw unreadable("there is nothing");
    }
    var message = Message.of(mti(lines.getFirst()));
    for (int i = 1; i < lines.size(); i++) {
      String[] words = lines.get(i).replaceFirst("^DE ?", "").split("[ :=]+", 2);
      if (words.length < 2) {
        throw unreadable("line " + (i + 1) + " is no `NUMBER CONTENT`");
      }
      set(message, element(words[0], "line " + (i + 1)), words[1]);
    }
    return message.build();
  }

  private static Mti mti(String digits) {
    try {
      return Mti.of(digits);
    } catch (IllegalArgumentException e) {
      throw unreadable("it does not begin with a type of four digits, e.g. 0100");
    }
  }

  private static De element(String number, String where) {
    Optional<De> element = De.parse(number);
    return element.orElseThrow(() -> unreadable(where + " names no data element (2 to 128)"));
  }

  private static void set(Message.Builder message, De element, String content) {
    try {
      message.set(element, content);
    } catch (IllegalArgumentException e) {
      throw unreadable(element + " has a content that does not fit");
    }
  }
}

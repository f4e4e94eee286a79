package io.nightbus.node.ops.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The fields of one line. What a field holds is never repeated in an error: somebody may have put a
 * card number into the wrong one. Fields that nobody knows are passed over.
 */
final class Fields {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Set<String> NUMBERS = Set.of("schema", "amount", "count");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,30})");

  private final Map<String, Value> values;

  private record Value(JsonToken kind, String text) {}

  private Fields(Map<String, Value> values) {
    this.values = values;
  }

  /** From a JSON object, or a line of comma-separated values. */
  static Fields of(byte[] bytes, int length) throws Flaw {
    return Csv.is(bytes, length) ? fromCsv(bytes, length) : fromJson(bytes, length);
  }

  private static Fields fromCsv(byte[] bytes, int length) throws Flaw {
    Map<String, Value> values = new HashMap<>();
    Csv.fields(bytes, length)
        .forEach((name, text) -> {
          boolean number = NUMBERS.contains(name) && WHOLE.matcher(text).matches();
          values.put(
              name, new Value(number ? JsonToken.VALUE_NUMBER_INT : JsonToken.VALUE_STRING, text));
        });
    return new Fields(values);
  }

  private static Fields fromJson(byte[] bytes, int length) throws Flaw {
    Map<String, Value> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(bytes, 0, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new Flaw("", "not a JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken kind = json.nextToken();
        if (kind.isStructStart()) {
          json.skipChildren();
        } else {
          values.put(name, new Value(kind, json.getText()));
        }
      }
      if (json.nextToken() != null) {
        throw new Flaw("", "more than one JSON object in a line");
      }
    } catch (JsonProcessingException e) {
      boolean twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
      throw new Flaw("", twice ? "a field is written twice" : "not JSON, or cut short");
    } catch (IOException e) {
      throw new Flaw("", "not UTF-8 text");
    }
    return new Fields(values);
  }

  /** A text, or the empty string where it is absent or not a text. */
  String textOrEmpty(String field) {
    Value value = values.get(field);
    return value != null && value.kind() == JsonToken.VALUE_STRING ? value.text() : "";
  }

  boolean has(String field) {
    Value value = values.get(field);
    return value != null && value.kind() != JsonToken.VALUE_NULL;
  }

  String text(String field, Pattern pattern, String wanted) throws Flaw {
    String text = value(field, JsonToken.VALUE_STRING, "a text").text();
    if (!pattern.matcher(text).matches()) {
      throw new Flaw(field, "is not " + wanted);
    }
    return text;
  }

  long number(String field, long least, long most) throws Flaw {
    String digits = value(field, JsonToken.VALUE_NUMBER_INT, "a whole number").text();
    long number = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (number < least || number > most) {
      throw new Flaw(field, "is not from " + least + " to " + most);
    }
    return number;
  }

  /** Empty where it is absent or could not be an amount. */
  OptionalLong wholeNumber(String field) {
    Value value = values.get(field);
    return value != null
            && value.kind() == JsonToken.VALUE_NUMBER_INT
            && value.text().length() <= 13
        ? OptionalLong.of(Long.parseLong(value.text()))
        : OptionalLong.empty();
  }

  <T> T time(String field, Function<String, T> parse, String wanted) throws Flaw {
    String text = value(field, JsonToken.VALUE_STRING, "a text").text();
    try {
      return parse.apply(text);
    } catch (DateTimeException e) {
      throw new Flaw(field, "is not " + wanted);
    }
  }

  private Value value(String field, JsonToken kind, String wanted) throws Flaw {
    Value value = values.get(field);
    if (value == null || value.kind() == JsonToken.VALUE_NULL) {
      throw new Flaw(field, "is missing");
    }
    if (value.kind() != kind) {
      throw new Flaw(field, "is not " + wanted);
    }
    return value;
  }
}

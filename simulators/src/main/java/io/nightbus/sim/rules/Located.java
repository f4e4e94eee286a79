package io.nightbus.sim.rules;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece of YAML that knows where it stands: text, list or map.
 *
 * @param line from 1
 * @param column from 1
 */
record Located(int line, int column, Value value) {
  private static final int DEEPEST = 8;

  sealed interface Value {}

  record Text(String text) implements Value {}

  record Items(List<Located> items) implements Value {}

  record Fields(Map<String, Field> fields) implements Value {}

  /** A map's key has a place of its own, for mistakes in the key. */
  record Field(int line, int column, Located value) {}

  static Located read(String file, String yaml) throws RulesException {
    try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
      if (parser.nextToken() == null) {
        throw new RulesException(file, 1, 1, "the file is empty: it needs a list under \"rules:\"");
      }
      return value(file, parser, 0);
    } catch (JsonProcessingException broken) {
      JsonLocation at = broken.getLocation();
      String reason = broken.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new RulesException(
          file, at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), reason);
    } catch (IOException broken) {
      throw new RulesException(file, 1, 1, String.valueOf(broken.getMessage()));
    }
  }

  private static Located value(String file, YAMLParser parser, int depth)
      throws IOException, RulesException {
    JsonLocation at = parser.currentTokenLocation();
    int line = at.getLineNr();
    int column = at.getColumnNr();
    if (depth > DEEPEST) {
      throw new RulesException(file, line, column, "nested too deep");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return new Located(line, column, fields(file, parser, depth));
    }
    if (token == JsonToken.START_ARRAY) {
      var items = new ArrayList<Located>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(file, parser, depth + 1));
      }
      return new Located(line, column, new Items(items));
    }
    return new Located(
        line, column, new Text(token == JsonToken.VALUE_NULL ? "" : parser.getText()));
  }

  private static Fields fields(String file, YAMLParser parser, int depth)
      throws IOException, RulesException {
    var fields = new LinkedHashMap<String, Field>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      JsonLocation at = parser.currentTokenLocation();
      String key = parser.currentName();
      parser.nextToken();
      var field = new Field(at.getLineNr(), at.getColumnNr(), value(file, parser, depth + 1));
      if (fields.put(key, field) != null) {
        throw new RulesException(
            file, field.line(), field.column(), "\"" + key + "\" stands here twice");
      }
    }
    return new Fields(fields);
  }
}

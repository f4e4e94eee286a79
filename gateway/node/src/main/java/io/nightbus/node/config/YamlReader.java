package io.nightbus.node.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns text into {@link Yaml} with the place of every key and value. Anchors and aliases are
 * refused: a configuration is read by people. At most 32 levels.
 */
final class YamlReader {
  private static final int DEEPEST = 32;
  private static final YAMLFactory YAML = new YAMLFactory();

  private final YAMLParser parser;
  private final Substitution substitution;
  private final Findings findings;

  private YamlReader(YAMLParser parser, Substitution substitution, Findings findings) {
    this.parser = parser;
    this.substitution = substitution;
    this.findings = findings;
  }

  /** Empty where the text is not YAML or has nothing in it; the findings say why. */
  static Optional<Yaml> read(String text, Substitution substitution, Findings findings) {
    try (YAMLParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == null) {
        findings.error(Place.WHOLE_FILE, "", "the file is empty", "copy ops/demo/gateway.yaml");
        return Optional.empty();
      }
      var reader = new YamlReader(parser, substitution, findings);
      Yaml all = reader.value("", 0);
      if (parser.nextToken() != null) {
        findings.error(reader.here(1), "", "a second document begins here", "one per file");
      }
      return Optional.of(all);
    } catch (JsonProcessingException e) {
      findings.error(
          place(e.getLocation(), 1), "", "not YAML: " + reason(e), "mind the indentation");
      return Optional.empty();
    } catch (IOException e) {
      findings.error(Place.WHOLE_FILE, "", "not readable: " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  private Yaml value(String path, int depth) throws IOException {
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      findings.error(here(1), "", "anchors and aliases are not used here", "write the value out");
    }
    if (depth > DEEPEST) {
      throw new IOException("more than " + DEEPEST + " levels deep");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapped(path, depth);
    }
    return token == JsonToken.START_ARRAY ? listed(path, depth) : scalar(token, path);
  }

  private Yaml scalar(JsonToken token, String path) throws IOException {
    String raw = token == JsonToken.VALUE_NULL ? "" : parser.getText();
    Place place = here(Math.max(1, raw.length()));
    return new Yaml.Text(place, substitution.apply(raw, place, path, findings));
  }

  private Yaml listed(String path, int depth) throws IOException {
    Place place = here(1);
    List<Yaml> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path + "[" + items.size() + "]", depth + 1));
    }
    return new Yaml.Listed(place, items);
  }

  private Yaml mapped(String path, int depth) throws IOException {
    Place place = here(1);
    List<Yaml.Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place at = here(Math.max(1, key.length()));
      parser.nextToken();
      String inner = path.isEmpty() ? key : path + "." + key;
      Yaml value = value(inner, depth + 1);
      Place before = seen.putIfAbsent(key, at);
      if (before == null) {
        entries.add(new Yaml.Entry(at, key, value));
      } else {
        findings.error(at, inner, "written twice", "the first one is in line " + before.line());
      }
    }
    return new Yaml.Mapped(place, entries);
  }

  private Place here(int length) {
    return place(parser.currentTokenLocation(), length);
  }

  private static Place place(JsonLocation at, int length) {
    return at == null
        ? Place.WHOLE_FILE
        : new Place(Math.max(0, at.getLineNr()), Math.max(0, at.getColumnNr()), length);
  }

  /** The parser's own first line; what it quotes of the file is shown by the caret anyway. */
  private static String reason(JsonProcessingException e) {
    String text = e.getOriginalMessage();
    return text.lines().findFirst().orElse("unreadable").strip();
  }
}

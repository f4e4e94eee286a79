package io.nightbus.iso.dialect;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document whose every value knows its place, so that complaints can name it. */
sealed interface Yaml {
  Place place();

  /** "file:line". */
  record Place(String file, int line) {
    /** What is wrong at this place, ready to be thrown. */
    IllegalArgumentException error(String what) {
      return new IllegalArgumentException(this + ": " + what);
    }

    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  record Scalar(Place place, String text) implements Yaml {}

  record Items(Place place, List<Yaml> items) implements Yaml {}

  record Entries(Place place, Map<String, Yaml> entries) implements Yaml {}

  /** Reads one document, whose top has to be a mapping. */
  static Entries read(String file, byte[] document) {
    try (JsonParser parser = new YAMLFactory().createParser(document)) {
      if (parser.nextToken() == null) {
        throw new Place(file, 1).error("is empty");
      }
      return value(file, parser).asEntries();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          new Place(file, line)
              .error("is not YAML: " + oneLine(e.getOriginalMessage()))
              .getMessage(),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + ": can't be read: " + e.getMessage(), e);
    }
  }

  /** Without the excerpts, which are indented. */
  private static String oneLine(String message) {
    return message.lines().filter(line -> !line.startsWith(" ")).collect(joining(": "));
  }

  private static Yaml value(String file, JsonParser parser) throws IOException {
    var place = new Place(file, parser.currentTokenLocation().getLineNr());
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return entries(place, parser);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      var items = new ArrayList<Yaml>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(file, parser));
      }
      return new Items(place, items);
    }
    return new Scalar(place, parser.getText());
  }

  private static Entries entries(Place place, JsonParser parser) throws IOException {
    var entries = new LinkedHashMap<String, Yaml>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      var at = new Place(place.file(), parser.currentTokenLocation().getLineNr());
      parser.nextToken();
      if (entries.put(key, value(place.file(), parser)) != null) {
        throw at.error("\"" + key + "\" stands here twice");
      }
    }
    return new Entries(place, entries);
  }

  default Entries asEntries() {
    if (this instanceof Entries entries) {
      return entries;
    }
    throw place().error("keys with values are wanted here");
  }

  default List<Yaml> asItems() {
    if (this instanceof Items items) {
      return items.items();
    }
    throw place().error("a list is wanted here");
  }

  default String asText() {
    if (this instanceof Scalar scalar) {
      return scalar.text();
    }
    throw place().error("one value is wanted here");
  }

  default int asNumber() {
    String text = asText();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          place().error("a number is wanted here, not \"" + text + "\"").getMessage(), e);
    }
  }

  default boolean asYesOrNo() {
    return switch (asText()) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw place().error("true or false is wanted here, not \"" + other + "\"");
    };
  }
}

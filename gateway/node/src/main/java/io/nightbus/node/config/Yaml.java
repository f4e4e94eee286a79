package io.nightbus.node.config;

import java.util.List;

/** What stands in a file, each part with its place: nothing of it is interpreted yet. */
sealed interface Yaml {
  Place place();

  /** A word in a sentence: "a list", "a value". */
  String kind();

  record Text(Place place, String text) implements Yaml {
    @Override
    public String kind() {
      return text.isEmpty() ? "nothing" : "a single value";
    }
  }

  record Listed(Place place, List<Yaml> items) implements Yaml {
    @Override
    public String kind() {
      return "a list";
    }
  }

  record Mapped(Place place, List<Entry> entries) implements Yaml {
    @Override
    public String kind() {
      return "a section";
    }
  }

  /** A key with its own place. */
  record Entry(Place place, String key, Yaml value) {}
}

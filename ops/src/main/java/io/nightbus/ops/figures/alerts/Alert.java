package io.nightbus.ops.figures.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** One alert as Alertmanager tells it. */
record Alert(Map<String, String> labels) {
  static Alert of(JsonNode told) {
    var labels = new TreeMap<String, String>();
    told.path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new Alert(labels);
  }

  String name() {
    return labels.getOrDefault("alertname", "");
  }

  boolean isPage() {
    return labels.getOrDefault("severity", "").equals("page");
  }

  /** For people: the name, and what it is about. */
  String words() {
    var words = new StringBuilder(name());
    for (String label : new String[] {"endpoint", "site", "link", "currency"}) {
      if (labels.containsKey(label)) {
        words.append(' ').append(labels.get(label));
      }
    }
    return words.toString();
  }
}

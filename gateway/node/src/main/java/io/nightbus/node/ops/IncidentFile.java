package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.node.ops.Incident.State;
import io.nightbus.node.ops.Incident.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Incidents on disk, one JSON object a line, the last line of an id counts. It is for people: where
 * it cannot be written or read the gateway goes on without it, and says so in the log.
 */
final class IncidentFile {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_BYTES = 16L << 20;

  private final Path file;
  private boolean failed;

  IncidentFile(Path file) {
    this.file = file;
  }

  /** What the last runs left, oldest first; the file is rewritten with these alone. */
  Collection<Incident> read() {
    var found = new LinkedHashMap<String, Incident>();
    try {
      if (Files.exists(file) && Files.size(file) <= MOST_BYTES) {
        for (String line : Files.readAllLines(file)) {
          parsed(line).ifPresent(incident -> found.putLast(incident.id(), incident));
        }
      }
      List<Incident> kept = List.copyOf(found.values());
      List<Incident> newest = kept.subList(Math.max(0, kept.size() - Incidents.MOST), kept.size());
      Path draft = file.resolveSibling(file.getFileName() + ".new");
      Files.write(draft, newest.stream().map(IncidentFile::line).toList());
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return newest;
    } catch (IOException e) {
      tell(e);
      return List.of();
    }
  }

  synchronized void keep(Incident incident) {
    try {
      Files.writeString(
          file, line(incident) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      tell(e);
    }
  }

  private void tell(IOException e) {
    if (!failed) {
      failed = true;
      LOG.warn("incidents are not kept on disk: {}; this is said once", e.toString());
    }
  }

  private static String line(Incident incident) {
    try {
      return JSON.writeValueAsString(json(incident));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode json(Incident incident) {
    ObjectNode json = Answer.object();
    json.put("id", incident.id());
    json.put("key", incident.key());
    json.put("name", incident.name());
    json.put("alert", incident.alert());
    json.put("object", incident.object());
    json.put("impact", lower(incident.impact()));
    json.put("status", lower(incident.state()));
    json.put("started", incident.started().toString());
    json.put("detected", incident.detected().toString());
    incident.mitigated().ifPresent(at -> json.put("mitigated", at.toString()));
    incident.resolved().ifPresent(at -> json.put("resolved", at.toString()));
    ArrayNode updates = json.putArray("updates");
    for (Update update : incident.updates()) {
      ObjectNode row = updates.addObject();
      row.put("at", update.at().toString());
      row.put("status", lower(update.state()));
      row.put("who", update.who());
      row.put("text", update.text());
    }
    return json;
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Empty for a line that was cut short, or is not ours. */
  private static Optional<Incident> parsed(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      var updates = new ArrayList<Update>();
      for (JsonNode row : json.path("updates")) {
        updates.add(
            new Update(
                Instant.parse(row.path("at").asText()),
                state(row.path("status").asText()),
                row.path("who").asText(),
                row.path("text").asText()));
      }
      return Optional.of(
          new Incident(
              json.path("id").asText(),
              json.path("key").asText(),
              json.path("name").asText(),
              json.path("alert").asText(),
              json.path("object").asText(),
              Trouble.Impact.valueOf(json.path("impact").asText().toUpperCase(Locale.ROOT)),
              state(json.path("status").asText()),
              Instant.parse(json.path("started").asText()),
              Instant.parse(json.path("detected").asText()),
              time(json, "mitigated"),
              time(json, "resolved"),
              List.copyOf(updates)));
    } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException broken) {
      return Optional.empty();
    }
  }

  private static State state(String name) {
    return State.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static Optional<Instant> time(JsonNode json, String field) {
    return json.has(field)
        ? Optional.of(Instant.parse(json.path(field).asText()))
        : Optional.empty();
  }
}

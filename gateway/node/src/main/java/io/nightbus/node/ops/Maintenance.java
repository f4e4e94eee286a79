package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows in which somebody works on an endpoint or a site: what fails there meanwhile was planned.
 * Kept in a file beside the book, one JSON object a line; where it cannot be written, a window ends
 * with the process, and the log says so. For any thread; bounded.
 */
final class Maintenance {
  static final int MOST = 100;

  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final List<Window> windows;
  private long lastId;

  /**
   * One window.
   *
   * @param object an endpoint, or {@code endpoint/site}
   * @param until it ends by itself
   */
  record Window(String id, String object, Instant from, Instant until, String by, String reason) {
    boolean isOpen(Instant now) {
      return !now.isBefore(from) && now.isBefore(until);
    }

    /** What it was said of, or a site or link of that. */
    boolean covers(String other) {
      return other.equals(object) || other.startsWith(object + "/");
    }

    String endpoint() {
      return object.split("/", 2)[0];
    }

    /** Empty where it is about a whole endpoint. */
    String site() {
      return object.substring(Math.min(object.length(), endpoint().length() + 1));
    }

    ObjectNode json() {
      return Answer.object()
          .put("id", id)
          .put("object", object)
          .put("from", from.toString())
          .put("until", until.toString())
          .put("by", by)
          .put("reason", reason);
    }
  }

  Maintenance(Path file) {
    this.file = file;
    this.windows = read(file);
  }

  /** Those that have not ended, in the order in which they were announced. */
  synchronized List<Window> at(Instant now) {
    windows.removeIf(window -> !now.isBefore(window.until()));
    return List.copyOf(windows);
  }

  /** The time in short, and later than that where a window has it already: none shares it. */
  synchronized String freshId(Instant now) {
    lastId = Math.max(lastId + 1, now.toEpochMilli());
    return Long.toString(lastId, 36);
  }

  /** False where there are too many. */
  synchronized boolean begin(Window window) {
    if (windows.size() >= MOST) {
      return false;
    }
    windows.add(window);
    keep();
    return true;
  }

  /** Ends it now; empty where there is none of this id. */
  synchronized Optional<Window> end(String id) {
    Optional<Window> found = windows.stream().filter(window -> window.id().equals(id)).findFirst();
    found.ifPresent(windows::remove);
    keep();
    return found;
  }

  private void keep() {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(draft, windows.stream().map(window -> window.json().toString()).toList());
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("maintenance windows are not kept on disk: {}", e.toString());
    }
  }

  private static List<Window> read(Path file) {
    var found = new ArrayList<Window>();
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        parsed(line).ifPresent(found::add);
      }
    } catch (IOException e) {
      LOG.warn("maintenance windows of the last run are lost: {}", e.toString());
    }
    return found;
  }

  /** Empty for a line that is not ours. */
  private static Optional<Window> parsed(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return Optional.of(
          new Window(
              json.path("id").asText(),
              json.path("object").asText(),
              Instant.parse(json.path("from").asText()),
              Instant.parse(json.path("until").asText()),
              json.path("by").asText(),
              json.path("reason").asText()));
    } catch (JsonProcessingException | DateTimeParseException broken) {
      return Optional.empty();
    }
  }
}

package io.nightbus.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.StageFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How the live requests of a stretch of time fared, by the journals of those who asked. */
final class Shares {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A stretch of time by the wall clock. */
  record Stretch(Instant from, Instant to) {
    boolean holds(Instant moment) {
      return !moment.isBefore(from) && moment.isBefore(to);
    }
  }

  /** Requests asked in some stretch, and how many of them fared as looked for. */
  record Share(long of, long all) {
    static final Share NONE = new Share(0, 0);

    Share plus(Share other) {
      return new Share(of + other.of, all + other.all);
    }

    /** 1 where nothing was asked. */
    double value() {
      return all == 0 ? 1 : (double) of / all;
    }
  }

  /** One request as its asker's journal ends with it. */
  record Asked(Instant at, String state, String code) {
    boolean isApproved() {
      return state.equals("APPROVED");
    }

    /** It found no way: it could not be sent, or was told so. */
    boolean hadNoWay() {
      return state.equals("UNSENT") || code.equals("91");
    }
  }

  private final Map<Long, Asked> asked = new HashMap<>();

  Shares(Path journal) {
    try (BufferedReader lines = Files.newBufferedReader(journal)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = JSON.readTree(line);
        asked.put(
            json.path("seq").asLong(),
            new Asked(
                Instant.parse(json.path("wall").asText()),
                json.path("state").asText(),
                json.path("code").asText()));
      }
    } catch (IOException unreadable) {
      throw new StageFailure(journal + " can't be read: " + unreadable.getMessage(), unreadable);
    }
  }

  Share in(Stretch stretch, Predicate<Asked> which) {
    long of = 0;
    long all = 0;
    for (Asked request : asked.values()) {
      if (stretch.holds(request.at())) {
        all++;
        of += which.test(request) ? 1 : 0;
      }
    }
    return new Share(of, all);
  }
}

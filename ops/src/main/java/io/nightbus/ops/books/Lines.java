package io.nightbus.ops.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the simulators' and the operator's files: JSON Lines. */
final class Lines {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the simulators name cards in files; the salt is public, for test cards only. */
  private static final String SALT = "nightbus-simulators|";

  private Lines() {}

  private interface Line {
    void read(JsonNode line) throws UnreadableEvidence;
  }

  private static void each(Path file, Line reader) throws UnreadableEvidence {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        number++;
        if (!text.isBlank()) {
          reader.read(JSON.readTree(text));
        }
      }
    } catch (JsonProcessingException broken) {
      throw new UnreadableEvidence(file + ":" + number + ": not a JSON object");
    } catch (UnreadableEvidence broken) {
      throw new UnreadableEvidence(file + ":" + number + ": " + broken.getMessage());
    } catch (IOException unreadable) {
      throw new UnreadableEvidence(
          file + ": can't be read (" + unreadable.getClass().getSimpleName() + ")");
    }
  }

  private static String text(JsonNode line, String name) {
    return line.path(name).asText("");
  }

  private static String needed(JsonNode line, String name) throws UnreadableEvidence {
    String text = text(line, name);
    if (text.isEmpty()) {
      throw new UnreadableEvidence("\"" + name + "\" is missing");
    }
    return text;
  }

  static Ledger ledger(Path file) throws UnreadableEvidence {
    List<LedgerLine> lines = new ArrayList<>();
    each(
        file,
        line -> {
          String mti = needed(line, "mti");
          if (mti.length() != 4) {
            throw new UnreadableEvidence("\"" + mti + "\" is no message type");
          }
          String code = text(line, "code");
          lines.add(
              new LedgerLine(
                  line.path("seq").asLong(),
                  Instant.parse(needed(line, "wall")),
                  mti,
                  line.path("repeat").asBoolean(),
                  text(line, "de7"),
                  text(line, "de11"),
                  text(line, "de37"),
                  line.path("amount").asLong(),
                  text(line, "currency"),
                  text(line, "card"),
                  code,
                  !text(line, "answer").equals(code),
                  text(line, "de38"),
                  needed(line, "effect"),
                  line.path("of").asLong()));
        });
    return new Ledger(lines);
  }

  /** The last line with a number is the one that counts. */
  static List<JournalLine> journal(Path file) throws UnreadableEvidence {
    Map<Long, JournalLine> last = new LinkedHashMap<>();
    each(
        file,
        line -> {
          long seq = line.path("seq").asLong();
          last.put(
              seq,
              new JournalLine(
                  seq,
                  needed(line, "de37"),
                  line.path("amount").asLong(),
                  text(line, "currency"),
                  text(line, "card"),
                  state(needed(line, "state")),
                  line.path("answers").asInt(),
                  text(line, "code"),
                  text(line, "de38")));
        });
    return List.copyOf(last.values());
  }

  private static JournalLine.State state(String name) throws UnreadableEvidence {
    return Arrays.stream(JournalLine.State.values())
        .filter(state -> state.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new UnreadableEvidence("\"" + name + "\" is no state of a request"));
  }

  /** The charges of some files; a charge that stands in several of them counts once. */
  static List<Order> orders(Collection<Path> files) throws UnreadableEvidence {
    List<Order> orders = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Path file : files) {
      each(
          file,
          line -> {
            if (text(line, "kind").equals("charge") && known.add(needed(line, "id"))) {
              orders.add(
                  new Order(
                      needed(line, "id"),
                      token(needed(line, "pan")),
                      line.path("amount").asLong(),
                      text(line, "currency")));
            }
          });
    }
    return orders;
  }

  static String token(String pan) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((SALT + pan).getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}

package io.nightbus.sim.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.Pan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NightTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

  private static byte[] bytes(Night night) throws IOException {
    var out = new ByteArrayOutputStream();
    night.write(out);
    return out.toByteArray();
  }

  private static List<JsonNode> lines(byte[] bytes) throws IOException {
    var json = new ObjectMapper();
    var lines = new ArrayList<JsonNode>();
    for (String line : new String(bytes, UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        lines.add(json.readTree(line));
      }
    }
    return lines;
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws Exception {
    assertThat(bytes(Night.of(7, DAY))).isEqualTo(bytes(Night.of(7, DAY)));
    assertThat(bytes(Night.of(7, DAY))).isNotEqualTo(bytes(Night.of(8, DAY)));
  }

  @Test
  void theTrailerTellsTheTruth() throws Exception {
    byte[] bytes = bytes(Night.of(1, DAY));
    List<JsonNode> lines = lines(bytes);
    JsonNode trailer = lines.removeLast();
    JsonNode header = lines.removeFirst();
    assertThat(header.get("kind").asText()).isEqualTo("header");
    assertThat(header.get("deadline").asText()).isEqualTo("2026-11-23T06:00:00Z");
    assertThat(lines).hasSize(20_000).hasSize(trailer.get("count").asInt());
    assertThat(lines.stream().mapToLong(line -> line.get("amount").asLong()).sum())
        .isEqualTo(trailer.get("amount").asLong());
    String text = new String(bytes, UTF_8);
    byte[] body = text.substring(0, text.indexOf("{\"kind\":\"trailer\"")).getBytes(UTF_8);
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)))
        .isEqualTo(trailer.get("sha256").asText());
  }

  @Test
  void fifteenThousandCardsTravelEachInOrderWithIdsOfTheirOwn() throws Exception {
    List<JsonNode> lines = lines(bytes(Night.of(1, DAY)));
    var latest = new HashMap<String, Instant>();
    var ids = new HashSet<String>();
    for (JsonNode line : lines.subList(1, lines.size() - 1)) {
      String card = line.get("pan").asText();
      Instant travelled = Instant.parse(line.get("travelled").asText());
      Instant before = latest.put(card, travelled);
      assertThat(before == null || !travelled.isBefore(before)).isTrue();
      assertThat(ids.add(line.get("id").asText())).isTrue();
      assertThat(Pan.of(card).passesCheckDigit()).isTrue();
      assertThat(card).matches("(400010|455610|520010)[0-9]{10}");
      assertThat(line.get("terminal").asText()).hasSize(8);
      assertThat(line.get("merchant").asText()).hasSize(15);
    }
    assertThat(latest).hasSize(15_000);
  }

  @Test
  void refusesWhatMakesNoNight() {
    assertThatThrownBy(() -> new Night(1, "lines", DAY, Instant.EPOCH, List.of("400010"), 10, 9))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

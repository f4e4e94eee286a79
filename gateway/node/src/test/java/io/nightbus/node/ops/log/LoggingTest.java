package io.nightbus.node.ops.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.Trail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.test");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aJsonLineHasTimeLevelEventAndValues() throws IOException {
    try (var _ = Logging.start(Logging.Form.JSON, "INFO", "demo", out)) {
      LOG.atWarn()
          .addKeyValue(EventNames.KEY, EventNames.LINK_DOWN)
          .addKeyValue("link", "network/north/n1")
          .addKeyValue("times", 3L)
          .addKeyValue("node", "forged")
          .log("link {}\n\"down\"", "really");
      LOG.debug("not at this level");
    }

    assertThat(lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines().getFirst());
    assertThat(line.get("time").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("node").asText()).isEqualTo("demo");
    assertThat(line.get("event").asText()).isEqualTo("link.down");
    assertThat(line.get("times").asLong()).isEqualTo(3);
    assertThat(line.get("message").asText()).isEqualTo("link really\n\"down\"");
  }

  @Test
  void noCardNumberGetsOutByMessageValueNumberOrFailure() throws IOException {
    Logging logging = Logging.start(Logging.Form.JSON, "INFO", "demo", out);
    LOG.atError()
        .addKeyValue("text", "4111111111111111")
        .addKeyValue("number", 4111111111111111L)
        .setCause(
            new IllegalStateException(
                "pan 4111111111111111", new IOException("inner 5555555555554444")))
        .log("card {}", "4111111111111111");
    logging.close();

    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst())
        .doesNotContain("4111111111111111")
        .doesNotContain("5555555555554444")
        .contains("************1111");
    assertThat(new ObjectMapper().readTree(lines().getFirst()).get("number").isTextual()).isTrue();
    assertThat(logging.maskedPans()).isGreaterThanOrEqualTo(5);
  }

  /** It is a hash: no card can be in it, and who looks for it needs all of it. */
  @Test
  void aTraceIsNamedWholeAlsoWhereItPassesForACard() throws IOException {
    var scanner = new PanScanner();
    Trail trail =
        IntStream.range(0, 100_000)
            .mapToObj(number -> new Trail("0100|acquirer|" + number))
            .filter(each -> !scanner.clean(each.trace()).equals(each.trace()))
            .findFirst()
            .orElseThrow();
    for (Logging.Form form : Logging.Form.values()) {
      Logging logging = Logging.start(form, "INFO", "demo", out);
      LOG.atWarn()
          .addKeyValue(EventNames.TRACE, new TraceId(trail))
          .addKeyValue("text", "4111111111111111")
          .log("one");
      logging.close();
      assertThat(logging.maskedPans()).isEqualTo(1);
    }

    assertThat(new ObjectMapper().readTree(lines().getFirst()).get("trace_id").asText())
        .isEqualTo(trail.trace());
    assertThat(lines().getLast()).endsWith(" one text=************1111 trace_id=" + trail.trace());
  }

  @Test
  void textIsForPeople() {
    try (var _ = Logging.start(Logging.Form.TEXT, "INFO", "demo", out)) {
      LOG.atInfo().addKeyValue("link", "network/north/n1").log("link up");
      LOG.warn("pan 4111111111111111");
    }

    assertThat(lines().getFirst())
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  link up link=network/north/n1");
    assertThat(lines().get(1)).endsWith("WARN  pan ************1111");
  }

  /** A disk that takes half a line, then none, and has room again later. */
  private final class Disk extends OutputStream {
    private final AtomicInteger room = new AtomicInteger();

    @Override
    public void write(int letter) throws IOException {
      write(new byte[] {(byte) letter}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int fits = Math.min(room.get(), length);
      out.write(bytes, offset, fits);
      room.addAndGet(-fits);
      if (fits < length) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void aFullDiskLosesLinesThatAreCountedAndNoneAfterwards() {
    var disk = new Disk();
    var outlet = new Outlet(disk);
    disk.room.set(9);
    write(outlet, "first\n");
    write(outlet, "second\n");
    write(outlet, "third\n");
    assertThat(outlet.lost()).isEqualTo(2);

    disk.room.set(1_000);
    write(outlet, "fourth\n");
    write(outlet, "fifth\n");

    assertThat(outlet.lost()).isEqualTo(2);
    assertThat(lines()).containsExactly("first", "sec", "fourth", "fifth");
  }

  private static void write(Outlet outlet, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    outlet.write(bytes, 0, bytes.length);
    outlet.flush();
  }

  @Test
  void theLogGoesOnAfterADiskThatWasFull() {
    var disk = new Disk();
    Logging logging = Logging.start(Logging.Form.TEXT, "INFO", "demo", disk);
    LOG.info("lost");
    await().until(() -> logging.droppedLines() == 1);

    disk.room.set(1_000);
    LOG.info("kept");
    logging.close();

    assertThat(lines().getLast()).endsWith("INFO  kept");
    assertThat(logging.droppedLines()).isEqualTo(1);
  }
}

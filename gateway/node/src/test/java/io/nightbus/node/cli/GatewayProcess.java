package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A gateway in a process of its own.
 *
 * @param output where it writes to
 */
record GatewayProcess(Process process, Path output) {
  /**
   * @param environment besides that of the tests
   */
  static GatewayProcess start(Path config, Path output, Map<String, String> environment)
      throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CommandLineOfTests.class.getName(),
                "run",
                "--config",
                config.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    return new GatewayProcess(builder.start(), output);
  }

  String said() throws IOException {
    return Files.readString(output);
  }

  /** Waits for a line of the log with this event. */
  JsonNode event(String name) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .failFast("it ended before " + name, () -> !process.isAlive())
        .until(() -> find(name), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<JsonNode> find(String name) throws IOException {
    for (String line : Files.readAllLines(output)) {
      if (line.startsWith("{") && line.endsWith("}")) {
        JsonNode json = new ObjectMapper().readTree(line);
        if (json.path("event").asText().equals(name)) {
          return Optional.of(json);
        }
      }
    }
    return Optional.empty();
  }

  /** Waits for its end. */
  int exit() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}

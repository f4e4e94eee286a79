package io.nightbus.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page names every key that is read, with its kind and default, and no other. */
class ConfigurationReferenceTest {
  private static final Path PAGE = Path.of("../../ops/reference/configuration.md");

  @Test
  void thePageIsWhatIsRead() throws IOException {
    List<String> written =
        Files.readString(PAGE)
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.lastIndexOf(" | ")))
            .sorted()
            .toList();

    assertThat(written).containsExactlyElementsOf(read());
    assertThat(Files.readString(PAGE).lines().filter(line -> line.startsWith("| `")))
        .allMatch(line -> line.substring(line.lastIndexOf(" | ") + 3).length() > 5);
  }

  private static List<String> read() {
    Stream<String> rows =
        ConfigFile.keys(ConfigFileTest.DEMO, Map.of()).entrySet().stream()
            .map(entry ->
                "| `"
                    + entry.getKey()
                    + "` | "
                    + entry.getValue().kind()
                    + " | "
                    + entry.getValue().fallback());
    return rows.sorted().toList();
  }

  @Test
  void whatTheEnvironmentMaySetIsRead() {
    assertThat(ConfigFile.keys(ConfigFileTest.DEMO, Map.of()).keySet())
        .containsAll(Section.FROM_ENVIRONMENT);
  }
}

package io.nightbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the lists of acceptance stories and of link faults name is there. */
final class StoriesTest {
  private static final Path HOUSE = Path.of("..");
  private static final Path LINK_FAULTS = HOUSE.resolve("ops/reference/link-faults.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

  @Test
  void everyTestThatAStoryNamesIsThere() throws IOException {
    areThere(HOUSE.resolve("ops/reference/stories.md"));
  }

  @Test
  void everyTestThatALinkFaultNamesIsThere() throws IOException {
    areThere(LINK_FAULTS);
  }

  /** In their order, each with a test, a figure, or the reason why it has none. */
  @Test
  void everyLinkFaultHasItsRow() throws IOException {
    List<String> rows =
        Files.readString(LINK_FAULTS)
            .lines()
            .filter(line -> line.matches("\\| [NP]\\d.*"))
            .toList();
    assertThat(rows)
        .extracting(row -> row.split(" ", 3)[1])
        .containsExactlyElementsOf(
            Stream.concat(
                    IntStream.rangeClosed(1, 33).mapToObj(number -> "N" + number),
                    IntStream.rangeClosed(1, 22).mapToObj(number -> "P" + number))
                .toList());
    assertThat(rows).allMatch(row -> row.matches(".*(`\\w+#\\w+`|figures [A-Z_]+|\\*[^*]+\\*).*"));
  }

  private static void areThere(Path page) throws IOException {
    List<MatchResult> named = NAMED.matcher(Files.readString(page)).results().toList();
    assertThat(named).hasSizeGreaterThan(15);
    for (MatchResult test : named) {
      assertThat(Files.readString(source(test.group(1))))
          .as(test.group())
          .contains("void " + test.group(2) + "(");
    }
  }

  private static Path source(String test) throws IOException {
    for (String module : List.of("gateway/core", "gateway/node", "simulators", "ops")) {
      try (Stream<Path> files = Files.walk(HOUSE.resolve(module).resolve("src/test"))) {
        List<Path> found =
            files.filter(file -> file.getFileName().toString().equals(test + ".java")).toList();
        if (!found.isEmpty()) {
          return found.getFirst();
        }
      }
    }
    throw new AssertionError("there is no test " + test);
  }
}

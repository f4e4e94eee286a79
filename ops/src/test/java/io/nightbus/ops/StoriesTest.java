package io.nightbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that the list of acceptance stories names is there. */
final class StoriesTest {
  private static final Path HOUSE = Path.of("..");
  private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

  @Test
  void everyTestThatAStoryNamesIsThere() throws IOException {
    List<MatchResult> named =
        NAMED
            .matcher(Files.readString(HOUSE.resolve("ops/reference/stories.md")))
            .results()
            .toList();
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

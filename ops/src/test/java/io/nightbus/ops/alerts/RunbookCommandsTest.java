package io.nightbus.ops.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.Nightbus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Every command that a text tells an operator to type is there, with its options. Those that only
 * read are run by the tutorial's test.
 */
final class RunbookCommandsTest {
  private static final Pattern INLINE = Pattern.compile("`nightbus ([^`]+)`");
  private static final Pattern FENCED = Pattern.compile("(?m)^(?:ops/bin/)?nightbus ([^|>&#\n]+)");

  /** Commands, by the text that names them. */
  private static Map<String, List<String>> commands() throws IOException {
    var found = new TreeMap<String, List<String>>();
    var texts = new ArrayList<>(List.of(Path.of("TUTORIAL.md"), Path.of("../README.md")));
    texts.add(Path.of("prometheus/nightbus.rules.yml"));
    try (Stream<Path> files = Files.list(Path.of("runbooks"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(texts::add);
    }
    for (Path text : texts) {
      for (Pattern pattern : List.of(INLINE, FENCED)) {
        Matcher matcher = pattern.matcher(Files.readString(text));
        while (matcher.find()) {
          found.computeIfAbsent(text.toString(), _ -> new ArrayList<>()).add(matcher.group(1));
        }
      }
    }
    return found;
  }

  /** What is wrong with it; empty where it can be typed. */
  private static String flaw(String command) {
    CommandLine at = Nightbus.commandLine();
    for (String word : Arrays.asList(command.strip().split("\\s+", -1))) {
      CommandLine deeper = at.getSubcommands().get(word);
      String option = word.replaceAll("[=\\])].*", "");
      if (deeper != null) {
        at = deeper;
      } else if (word.startsWith("--") && at.getCommandSpec().findOption(option) == null) {
        return at.getCommandName() + " has no option " + option;
      } else if (!word.startsWith("-")
          && at.getCommandSpec().positionalParameters().isEmpty()
          && !at.getSubcommands().isEmpty()) {
        return at.getCommandName() + " has no command " + word;
      }
    }
    return "";
  }

  @Test
  void whatAnOperatorIsToldToTypeIsThere() throws IOException {
    var flaws = new ArrayList<String>();
    commands()
        .forEach((text, commands) ->
            commands.forEach(command -> {
              String flaw = flaw(command);
              if (!flaw.isEmpty()) {
                flaws.add(text + ": nightbus " + command + ": " + flaw);
              }
            }));

    assertThat(flaws).isEmpty();
    assertThat(commands().values().stream().mapToInt(List::size).sum()).isGreaterThan(60);
  }

  @Test
  void oneThatIsNotThereIsFound() {
    assertThat(flaw("link cut network")).contains("no command cut");
    assertThat(flaw("link drain network --now")).contains("no option --now");
    assertThat(flaw("link drain network --reason x")).isEmpty();
  }
}

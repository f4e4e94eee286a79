package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.stage.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator's tutorial as a new user would try it: every command in one shell, what it says
 * beside what the text says; and, while all stands, every command of the runbooks.
 */
final class TutorialIT {
  private static final Pattern FENCE = Pattern.compile("```(sh|text)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PORT = Pattern.compile("\\b(7[1-49]0[1-3]|8470)\\b");

  /** In the sources the folder of the module; the distribution has the same files. */
  private static final Path RUNBOOKS = Path.of("runbooks");

  /**
   * Commands, and what they have to say.
   *
   * @param said lines; an ellipsis stands for anything
   */
  private record Step(String commands, List<String> said) {
    boolean isMetBy(String output) {
      return said.stream().allMatch(line -> asPattern(line).matcher(output).find());
    }

    private static Pattern asPattern(String line) {
      var pattern = new StringBuilder();
      for (String part : line.strip().split("…", -1)) {
        var words = new ArrayList<String>();
        for (String word : part.strip().split("\\s+", -1)) {
          words.add(word.isEmpty() ? "" : Pattern.quote(word));
        }
        pattern.append(pattern.isEmpty() ? "" : ".*").append(String.join("\\s+", words));
      }
      return Pattern.compile(pattern.toString());
    }
  }

  @TempDir Path directory;
  private Process shell;
  private final Ports ports = new Ports();
  private final List<String> named = new ArrayList<>();
  private final List<Integer> given = new ArrayList<>();

  @BeforeEach
  void openAShell() throws IOException {
    Path home = Distribution.home();
    Files.createSymbolicLink(directory.resolve("conf"), home.resolve("conf"));
    var builder =
        new ProcessBuilder("bash").directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    int number = 0;
    for (String name : List.of("N1", "N2")) {
      builder.environment().put("NETWORK_" + name + "_PORT", port("710" + ++number));
    }
    number = 0;
    for (String name : List.of("S1", "S2")) {
      builder.environment().put("NETWORK_" + name + "_PORT", port("720" + ++number));
    }
    number = 0;
    for (String name : List.of("I1", "I2")) {
      builder.environment().put("ISSUER_" + name + "_PORT", port("730" + ++number));
    }
    builder.environment().put("ACQUIRER_PORT", port("7401"));
    builder.environment().put("NIGHTBUS_ADMIN_PORT", port("8470"));
    shell = builder.start();
  }

  @AfterEach
  void closeIt() throws Exception {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroy();
    assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** The text's ports may be taken here: each has another in its place. */
  private String port(String text) {
    if (!named.contains(text)) {
      named.add(text);
      given.add(ports.next());
    }
    return given.get(named.indexOf(text)).toString();
  }

  private String here(String text) {
    return PORT.matcher(text).replaceAll(found -> port(found.group(1)));
  }

  private List<Step> steps() throws IOException {
    var steps = new ArrayList<Step>();
    Matcher fences = FENCE.matcher(Files.readString(Path.of("TUTORIAL.md")));
    while (fences.find()) {
      String body = here(fences.group(2));
      if (fences.group(1).equals("sh")) {
        steps.add(new Step(body, List.of()));
      } else {
        Step last = steps.removeLast();
        steps.add(new Step(last.commands(), body.lines().toList()));
      }
    }
    return steps;
  }

  /** Types it, and gives what was printed until it was done. */
  private String type(String commands) throws IOException {
    String end = "end of " + System.nanoTime();
    var out = shell.getOutputStream();
    out.write((commands + "\necho '" + end + "'\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    var said = new StringBuilder();
    for (int letter = shell.getInputStream().read();
        letter >= 0;
        letter = shell.getInputStream().read()) {
      said.append((char) letter);
      if (letter == '\n' && said.toString().endsWith(end + "\n")) {
        return said.substring(0, said.length() - end.length() - 1);
      }
    }
    return said.toString();
  }

  /** What only looks is looked at again until it says so, as a person would. */
  private void follow(Step step) throws Exception {
    long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    String said = type(step.commands());
    while (!step.isMetBy(said) && System.nanoTime() < late) {
      shell.waitFor(500, TimeUnit.MILLISECONDS);
      said = type(step.commands());
    }
    assertThat(step.isMetBy(said))
        .as("%s\nshould say\n%s\nand says\n%s", step.commands(), step.said(), said)
        .isTrue();
    assertThat(said).doesNotContain("command not found").doesNotContain("Exception");
  }

  @Test
  void everyCommandSaysWhatTheTextSays() throws Exception {
    List<Step> steps = steps();
    assertThat(steps).hasSizeGreaterThan(12);
    assertThat(steps.stream().filter(step -> !step.said().isEmpty())).hasSizeGreaterThan(8);
    for (Step step : steps.subList(0, steps.size() - 1)) {
      follow(step);
    }
    runbooks();
    follow(steps.getLast());
  }

  /** Those of a diagnosis only read: whatever they find, they work. */
  private void runbooks() throws Exception {
    var commands = new TreeSet<String>();
    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".md")).toList()) {
        Matcher fences = FENCE.matcher(Files.readString(file));
        while (fences.find()) {
          fences.group(2).lines().filter(line -> !line.isBlank()).forEach(commands::add);
        }
      }
    }
    assertThat(commands).hasSizeGreaterThan(5).contains("nightbus why", "nightbus status");
    for (String command : commands) {
      String said = type(command + "; echo \"exit code $?\"");
      assertThat(said)
          .as(command)
          .containsPattern("exit code [01]\n")
          .doesNotContain("Usage:")
          .doesNotContain("command not found");
    }
  }
}

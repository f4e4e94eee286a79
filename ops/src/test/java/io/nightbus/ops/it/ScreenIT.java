package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a terminal, as somebody sees it who sits before it. */
final class ScreenIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void showsTheStoryAsItHappens() throws Exception {
    Path exit = directory.resolve("exit");
    String demo =
        "%s demo --fast --seed 11 --keep %s; echo $? > %s.new; mv %s.new %s"
            .formatted(
                Distribution.home().resolve("bin").resolve("nightbus"),
                directory.resolve("demo"),
                exit,
                exit,
                exit);
    Set<String> seen = new LinkedHashSet<>();
    try {
      tmux(
          "set-option",
          "-g",
          "remain-on-exit",
          "on",
          ";",
          "new-session",
          "-d",
          "-x",
          "160",
          "-y",
          "60",
          demo);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            seen.addAll(screen());
            return Files.exists(exit);
          });
      seen.addAll(screen());
    } finally {
      tmux("kill-server");
    }
    assertThat(Files.readString(exit).strip()).as(String.join("\n", seen)).isEqualTo("0");
    assertThat(seen)
        .anySatisfy(line -> assertThat(line).matches(" *network .*● n1 .*● s2 .*answering: HOST"))
        .anySatisfy(line -> assertThat(line).matches(" *network .*○ [ns]1 DOWN.*"))
        .anySatisfy(line -> assertThat(line).matches(" *issuer .*answering: STAND_IN"))
        .anySatisfy(line -> assertThat(line).matches(" *live .*[0-9] asked .*[0-9] approved.*"))
        .anySatisfy(line -> assertThat(line).matches(" *owed .*[1-9][0-9]* advices.*"))
        .anySatisfy(line -> assertThat(line).matches(" *gateway +○ DOWN .*"))
        .anySatisfy(line ->
            assertThat(line).matches(" *charges .* of 3,000 .*wait.*deadline in [0-9]+ s\\)"))
        .anySatisfy(line -> assertThat(line).contains("The books agree to the penny."));
  }

  private List<String> screen() throws IOException, InterruptedException {
    return tmux("capture-pane", "-p").lines().map(String::stripTrailing).toList();
  }

  /** A server of its own, so that nobody's terminal is touched. */
  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("tmux", "-u", "-f", "/dev/null", "-S", directory.resolve("tmux").toString()));
    command.addAll(List.of(words));
    try {
      Process tmux = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(tmux.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      tmux.waitFor();
      return said;
    } catch (IOException missing) {
      String why = "NOT CHECKED, the demo on a terminal: " + missing.getMessage();
      System.out.println(why);
      return System.getenv("CI") != null ? fail(why) : abort(why);
    }
  }
}

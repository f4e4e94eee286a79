package io.nightbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightbus.node.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit fits what is shipped, and systemd takes it. */
final class ServiceUnitTest {
  private static final Path UNIT = Path.of("systemd/nightbus.service");
  private static final String INSTALLED = "/opt/nightbus/";

  @TempDir Path directory;

  private static Map<String, List<String>> settings() throws IOException {
    var settings = new TreeMap<String, List<String>>();
    for (String line : Files.readAllLines(UNIT)) {
      int equals = line.indexOf('=');
      if (!line.startsWith("#") && equals > 0) {
        settings
            .computeIfAbsent(line.substring(0, equals), _ -> new ArrayList<>())
            .add(line.substring(equals + 1));
      }
    }
    return settings;
  }

  private static String setting(String name) throws IOException {
    List<String> values = settings().getOrDefault(name, List.of());
    assertThat(values).as(name).isNotEmpty();
    return values.getFirst();
  }

  @Test
  void itStartsWhatIsShipped() throws IOException {
    String[] words = setting("ExecStart").split(" ", -1);

    assertThat(words[0]).startsWith(INSTALLED);
    assertThat(Path.of(words[0].substring(INSTALLED.length()))).isExecutable();
    assertThat(words).containsSequence("run", "--config");
  }

  @Test
  void theBookIsInTheFolderThatSystemdKeeps() throws IOException {
    String data = "/var/lib/" + setting("StateDirectory");

    assertThat(setting("Environment")).isEqualTo("NIGHTBUS_DATA=" + data);
    assertThat(Files.readString(Path.of("demo/gateway.yaml"))).contains("${NIGHTBUS_DATA:-data}/");
  }

  @Test
  void whatAPersonHasToMendIsNotTriedAgain() throws IOException {
    assertThat(setting("RestartPreventExitStatus").split(" ", -1))
        .containsExactly(
            "" + ExitCode.USAGE, "" + ExitCode.STORE_TAKEN, "" + ExitCode.STORE_UNUSABLE);
    assertThat(setting("SuccessExitStatus")).isEqualTo("143");
    assertThat(setting("Restart")).isEqualTo("on-failure");
  }

  @Test
  void itIsStartedWhenItSaysSoAndEndedWhenItSaysNothing() throws IOException {
    assertThat(setting("Type")).isEqualTo("notify");
    assertThat(setting("NotifyAccess")).isEqualTo("main");
    // Longer than any pause that an overloaded machine makes; four signs of life are due in it.
    assertThat(Integer.parseInt(setting("WatchdogSec"))).isBetween(20, 60);
    assertThat(setting("WatchdogSignal")).isEqualTo("SIGKILL");
  }

  @Test
  void nothingOfMemoryIsDumped() throws IOException {
    assertThat(setting("LimitCORE")).isEqualTo("0");
  }

  @Test
  void systemdTakesIt() throws Exception {
    // It looks whether the program is there: something else stands in for it.
    Path unit = directory.resolve("nightbus.service");
    Files.writeString(
        unit, Files.readString(UNIT).replace(INSTALLED + "bin/nightbus", "/bin/true"));
    boolean able = Files.isExecutable(Path.of("/usr/bin/systemd-analyze"));
    if (!able) {
      System.out.println("LEFT OUT: systemd-analyze is not on this machine");
    }
    assumeTrue(able, "systemd-analyze is not on this machine");

    assertThat(said("systemd-analyze", "verify", unit.toString())).isEmpty();
    assertThat(said("systemd-analyze", "security", "--offline=true", "--threshold=25", "" + unit))
        .contains("Overall exposure level");
  }

  private static String said(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text.strip();
  }
}

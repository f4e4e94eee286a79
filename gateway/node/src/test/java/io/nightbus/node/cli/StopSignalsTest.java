package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real signals to a process whose end is stuck, or is not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopSignalsTest {
  private @Nullable Process process;

  /** Ends as a gateway does, but for what there is to end. */
  static final class Ending {
    private Ending() {}

    public static void main(String[] words) throws InterruptedException {
      var stuck = new CountDownLatch(words[0].equals("stuck") ? 1 : 0);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stuck)));
      new StopSignals(() -> System.out.println("hurried")).listen();
      System.out.println("listening");
      new CountDownLatch(1).await();
    }

    private static void end(CountDownLatch stuck) {
      System.out.println("ending");
      try {
        stuck.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private BufferedReader start(String how) throws IOException {
    Process started =
        new ProcessBuilder(
                // Whoever runs the tests in the background may have SIGINT ignored: that is passed
                // on, and no Java machine listens then.
                "env",
                "--default-signal=INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Ending.class.getName(),
                how)
            .redirectErrorStream(true)
            .start();
    process = started;
    return started.inputReader(StandardCharsets.UTF_8);
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process process() {
    return Objects.requireNonNull(process);
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, "" + process().pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private int exit() throws InterruptedException {
    assertThat(process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process().exitValue();
  }

  @Test
  void theSecondShortensTheEndAndTheThirdMakesIt() throws Exception {
    BufferedReader said = start("stuck");
    assertThat(said.readLine()).isEqualTo("listening");
    signal("TERM");
    assertThat(said.readLine()).isEqualTo("ending");
    signal("TERM");
    assertThat(said.readLine()).isEqualTo("hurried");
    signal("INT");
    assertThat(exit()).isEqualTo(ExitCode.KILLED);
  }

  @Test
  void theFirstEndsItInGoodOrder() throws Exception {
    BufferedReader said = start("free");
    assertThat(said.readLine()).isEqualTo("listening");
    signal("INT");
    assertThat(said.readLine()).isEqualTo("ending");
    assertThat(exit()).isEqualTo(ExitCode.INTERRUPTED);
  }
}

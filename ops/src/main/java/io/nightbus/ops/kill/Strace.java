package io.nightbus.ops.kill;

import io.nightbus.ops.stage.StageFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** strace at a running process: counts, records or disturbs its system calls. */
public final class Strace implements AutoCloseable {
  private final Process process;

  private Strace(Process process) {
    this.process = process;
  }

  /** Why it cannot be used here; empty where it can. */
  public static Optional<String> missing() {
    try {
      Process trial =
          new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .start();
      String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return trial.waitFor() == 0
          ? Optional.empty()
          : Optional.of("strace may not trace here: " + said.strip());
    } catch (IOException absent) {
      return Optional.of("strace is not installed: " + absent.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  /** Attaches to every thread of it; when this returns, calls count. */
  public static Strace attach(long pid, List<String> options, Path output) {
    List<String> all = new ArrayList<>(List.of("-f"));
    all.addAll(options);
    return attachOne(pid, all, output);
  }

  /** Attaches to one thread alone; its number is the system's. */
  public static Strace attachOne(long thread, List<String> options, Path output) {
    List<String> command =
        new ArrayList<>(List.of("strace", "-p", Long.toString(thread), "-o", output.toString()));
    command.addAll(options);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(" attached")) {
          Thread.ofVirtual().start(() -> drain(lines));
          return new Strace(process);
        }
      }
      throw new StageFailure("strace did not attach to " + thread);
    } catch (IOException refused) {
      throw new StageFailure("strace can't be started: " + refused.getMessage(), refused);
    }
  }

  /** What it says later is of no interest, and must not fill the pipe. */
  private static void drain(BufferedReader lines) {
    try (lines) {
      lines.transferTo(Writer.nullWriter());
    } catch (IOException closed) {
      // It has ended.
    }
  }

  /**
   * Words before a command; the process that is started becomes the command, strace its child. No
   * {@code --seccomp-bpf}: with it strace delivers no signal.
   */
  static List<String> before(List<String> options, Path output) {
    List<String> words =
        new ArrayList<>(List.of("strace", "-D", "-f", "-qq", "-o", output.toString()));
    words.addAll(options);
    return words;
  }

  /** Lets go of the process, if it still lives, and waits until the output is whole. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }
}

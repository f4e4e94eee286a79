package io.nightbus.ops.alerts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A program of this machine; one that is missing fails the test, and says what to install. */
final class Tool {
  private Tool() {}

  /** What it printed, and how it ended. */
  record Said(int exitCode, String text) {}

  static Said run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new IOException(
          command[0]
              + " is needed: install prometheus, prometheus-alertmanager and chromium, or run"
              + " .ci/run",
          missing);
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command[0] + " does not end");
    }
    return new Said(process.exitValue(), text);
  }
}

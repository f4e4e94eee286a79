package io.nightbus.node.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Prometheus' own judge of what we export; comes with Debian's package {@code prometheus}. */
final class Promtool {
  private Promtool() {}

  /** What it finds wrong, line by line; empty where nothing is. */
  static String checkMetrics(String page) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new IOException(
          "promtool is needed: install the package prometheus, or run .ci/run", missing);
    }
    try (OutputStream in = process.getOutputStream()) {
      in.write(page.getBytes(StandardCharsets.UTF_8));
    }
    String found = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return found.strip();
  }
}

package io.nightbus.ops.it;

import io.nightbus.ops.stage.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the shipped command said, and how it ended. */
record Said(int exitCode, String text) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Runs the distribution's launcher and waits for its end. */
  static Said by(Map<String, String> environment, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Distribution.home().resolve("bin").resolve("nightbus").toString());
    command.addAll(List.of(words));
    Path log = Files.createTempFile("nightbus-it-", ".log");
    try (Child child = Child.start("nightbus " + words[0], command, environment, log)) {
      String text = child.output(PATIENCE);
      return new Said(child.exitCode(PATIENCE), text);
    } finally {
      Files.deleteIfExists(log);
    }
  }

  static Said by(String... words) throws IOException {
    return by(Map.of(), words);
  }

  List<String> lines() {
    return text.lines().toList();
  }
}

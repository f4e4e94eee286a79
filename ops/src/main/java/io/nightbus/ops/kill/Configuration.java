package io.nightbus.ops.kill;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The configuration of the gateway that is killed: the demo's shape with short timers. */
final class Configuration {
  private Configuration() {}

  /** Writes it into a stage's directory: others are set beside it at the same time. */
  static Path in(Path directory) {
    Path file = directory.resolve("kills.yaml");
    try (InputStream in = Configuration.class.getResourceAsStream("/kills/gateway.yaml")) {
      if (in == null) {
        throw new StageFailure("the configuration for killing is not in the distribution");
      }
      Files.createDirectories(directory);
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException refused) {
      throw new StageFailure(file + " can't be written", refused);
    }
  }
}

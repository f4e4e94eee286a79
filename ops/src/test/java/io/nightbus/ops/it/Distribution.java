package io.nightbus.ops.it;

import io.nightbus.ops.stage.Shipped;
import java.nio.file.Files;
import java.nio.file.Path;

/** The distribution that the build has just assembled. */
final class Distribution {
  private Distribution() {}

  static Path home() {
    Path home = Path.of(System.getProperty("nightbus.dist", "target/nightbus")).toAbsolutePath();
    if (!Files.isDirectory(home.resolve("lib"))) {
      throw new IllegalStateException(home + " is not assembled: run mvn verify");
    }
    return home;
  }

  static Shipped shipped() {
    return Shipped.in(home());
  }

  static Path configuration() {
    return home().resolve("conf").resolve("gateway.yaml");
  }
}

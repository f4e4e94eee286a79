package io.nightbus.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What runs: from the distribution's own description, where there is one. */
final class Version {
  private Version() {}

  static String text() {
    try (InputStream about = Version.class.getResourceAsStream("/nightbus.properties")) {
      if (about == null) {
        return "unpackaged";
      }
      var properties = new Properties();
      properties.load(about);
      return properties.getProperty("version", "unpackaged");
    } catch (IOException e) {
      return "unpackaged";
    }
  }
}

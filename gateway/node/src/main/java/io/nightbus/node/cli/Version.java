package io.nightbus.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What runs: from the distribution's own description, where there is one. */
final class Version {
  private Version() {}

  static String text() {
    return about("version", "unpackaged");
  }

  /** Of the sources, where the build was told it. */
  static String revision() {
    return about("revision", "unknown");
  }

  private static String about(String what, String otherwise) {
    try (InputStream about = Version.class.getResourceAsStream("/nightbus.properties")) {
      if (about == null) {
        return otherwise;
      }
      var properties = new Properties();
      properties.load(about);
      return properties.getProperty(what, otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}

package io.nightbus.node.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The files of the status page; nothing of it comes from anywhere else. */
final class Page {
  private static final Map<String, String> FILES =
      Map.of(
          "/", "page/status.html",
          "/status.css", "page/status.css",
          "/status.js", "page/status.js");

  private Page() {}

  static Optional<Answer> at(String path) {
    return Optional.ofNullable(FILES.get(path)).map(file -> Answer.text(type(file), read(file)));
  }

  private static String type(String file) {
    String kind =
        switch (file.substring(file.lastIndexOf('.') + 1)) {
          case "css" -> "text/css";
          case "js" -> "text/javascript";
          default -> "text/html";
        };
    return kind + "; charset=utf-8";
  }

  private static String read(String file) {
    try (InputStream in = Page.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
  }
}

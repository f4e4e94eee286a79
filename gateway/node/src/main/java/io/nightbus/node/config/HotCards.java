package io.nightbus.node.config;

import io.nightbus.core.CardLines;
import io.nightbus.core.CardTokens;
import io.nightbus.core.standin.CardStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file of cards that are not simply active; no error repeats a number. */
final class HotCards {
  private HotCards() {}

  /** Token to status; a line that is wrong is an {@link IOException} that names it. */
  static Map<String, CardStatus> read(Path file, CardTokens tokens) throws IOException {
    try {
      return CardLines.read(
          file.toString(), Files.readAllLines(file, StandardCharsets.UTF_8), tokens);
    } catch (IllegalArgumentException wrong) {
      throw new IOException(wrong.getMessage(), wrong);
    }
  }
}

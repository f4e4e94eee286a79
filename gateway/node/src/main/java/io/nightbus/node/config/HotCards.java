package io.nightbus.node.config;

import io.nightbus.core.CardTokens;
import io.nightbus.iso.Pan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A file of card numbers that stand-in refuses: one per line, {@code #} begins a comment. Numbers
 * become tokens as they are read; no error repeats one.
 */
final class HotCards {
  private HotCards() {}

  static Set<String> tokens(Path file, CardTokens tokens) throws IOException {
    Set<String> hot = new LinkedHashSet<>();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String card = line.replaceFirst("#.*", "").strip();
        if (!card.isEmpty()) {
          hot.add(tokens.of(pan(file, number, card)));
        }
      }
    }
    return hot;
  }

  private static Pan pan(Path file, int line, String card) throws IOException {
    if (!Pan.isWellFormed(card) || !Pan.of(card).passesCheckDigit()) {
      throw new IOException(
          file + ":" + line + ": this is not a card number (8 to 19 digits with a check digit)");
    }
    return Pan.of(card);
  }
}

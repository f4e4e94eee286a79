package io.nightbus.node.config;

import io.nightbus.core.CardTokens;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.iso.Pan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lines of card numbers with a status: {@code NUMBER [STATUS]}, {@code stolen} where none is said;
 * {@code #} begins a comment. Numbers become tokens as they are read; no error repeats one.
 */
public final class HotCards {
  private static final Map<String, CardStatus> STATUSES = StandInReading.names(CardStatus.values());

  private HotCards() {}

  static Map<String, CardStatus> read(Path file, CardTokens tokens) throws IOException {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      return read(file.toString(), reader, tokens);
    }
  }

  /**
   * Token to status; a line that is none of this is an {@link IOException} that names it.
   *
   * @param source for errors
   */
  public static Map<String, CardStatus> read(String source, Reader reader, CardTokens tokens)
      throws IOException {
    Map<String, CardStatus> cards = new LinkedHashMap<>();
    var lines = new BufferedReader(reader);
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", 2);
      if (!words[0].isEmpty()) {
        String where = source + ":" + number;
        cards.put(tokens.of(pan(where, words[0])), status(where, words));
      }
    }
    return cards;
  }

  private static Pan pan(String where, String card) throws IOException {
    if (!Pan.isWellFormed(card) || !Pan.of(card).passesCheckDigit()) {
      throw new IOException(
          where + ": this is not a card number (8 to 19 digits with a check digit)");
    }
    return Pan.of(card);
  }

  private static CardStatus status(String where, String[] words) throws IOException {
    CardStatus status = words.length == 1 ? CardStatus.STOLEN : STATUSES.get(words[1]);
    if (status == null) {
      throw new IOException(
          where
              + ": behind the number stands its status, one of "
              + String.join(", ", STATUSES.keySet()));
    }
    return status;
  }
}

package io.nightbus.core;

import io.nightbus.core.standin.CardStatus;
import io.nightbus.iso.Pan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lines of card numbers with a status: {@code NUMBER [STATUS]}, {@code stolen} where none is said;
 * {@code #} begins a comment. Numbers become tokens as they are read.
 */
public final class CardLines {
  private static final Map<String, CardStatus> STATUSES = new LinkedHashMap<>();

  static {
    for (CardStatus status : CardStatus.values()) {
      STATUSES.put(status.name().toLowerCase(Locale.ROOT).replace('_', '-'), status);
    }
  }

  private CardLines() {}

  /**
   * Token to status.
   *
   * @param source for errors
   * @throws IllegalArgumentException for a line that is none of this; names the line, never a
   *     number
   */
  public static Map<String, CardStatus> read(String source, List<String> lines, CardTokens tokens) {
    Map<String, CardStatus> cards = new LinkedHashMap<>();
    int number = 0;
    for (String line : lines) {
      number++;
      String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", 2);
      if (!words[0].isEmpty()) {
        String where = source + ":" + number;
        cards.put(tokens.of(pan(where, words[0])), status(where, words));
      }
    }
    return cards;
  }

  private static Pan pan(String where, String card) {
    if (!Pan.isWellFormed(card) || !Pan.of(card).passesCheckDigit()) {
      throw new IllegalArgumentException(
          where + ": this is not a card number (8 to 19 digits with a check digit)");
    }
    return Pan.of(card);
  }

  private static CardStatus status(String where, String[] words) {
    CardStatus status = words.length == 1 ? CardStatus.STOLEN : STATUSES.get(words[1]);
    if (status == null) {
      throw new IllegalArgumentException(
          where
              + ": behind the number stands its status, one of "
              + String.join(", ", STATUSES.keySet()));
    }
    return status;
  }
}

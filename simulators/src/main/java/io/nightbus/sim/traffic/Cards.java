package io.nightbus.sim.traffic;

import io.nightbus.iso.Pan;

/**
 * Test cards: numbers of 16 digits with a valid check digit, in a range given by its first digits.
 */
public record Cards(String prefix, int count) {
  private static final int LENGTH = 16;

  public Cards {
    if (!prefix.matches("[0-9]{1,10}")) {
      throw new IllegalArgumentException("a card range is the first 1 to 10 digits of its numbers");
    }
    if (count < 1
        || count > 10_000_000
        || Long.toString(count).length() > LENGTH - 1 - prefix.length()) {
      throw new IllegalArgumentException(
          "between 1 card and as many as there are numbers in the range, at most 10,000,000");
    }
  }

  /** The card with this number in the range, from 0; always the same one. */
  public Pan card(int index) {
    return number(prefix, index % count);
  }

  /** The card of 16 digits with this number in a range, check digit included. */
  public static Pan number(String prefix, long number) {
    String digits = Long.toString(number);
    String body = prefix + "0".repeat(LENGTH - 1 - prefix.length() - digits.length()) + digits;
    for (char check = '0'; check <= '9'; check++) {
      Pan card = Pan.of(body + check);
      if (card.passesCheckDigit()) {
        return card;
      }
    }
    throw new IllegalStateException("every number has a check digit");
  }
}

package io.nightbus.iso;

/**
 * What of an element may be shown to people: a whitelist, so that a forgotten element is hidden
 * (domain §10); and of what it lists nothing that is longer than it should be, or that looks like a
 * card number all the same.
 */
final class Masking {
  /** The longest text of an element that may be shown; 0 for all others. */
  private static final int[] LONGEST = new int[129];

  private static final int SHORTEST_PAN = 13;
  private static final int LONGEST_PAN = 19;

  static {
    show(1, 66);
    show(2, 25, 26, 39);
    show(3, 19, 22, 23, 24, 49, 50, 51, 70);
    show(4, 13, 15, 16, 17, 18);
    show(6, 3, 11, 12, 38);
    show(8, 9, 10, 41);
    show(10, 7, 74, 75, 76, 77, 78, 79, 80, 81);
    show(11, 32, 33);
    show(12, 4, 5, 6, 37, 82, 83, 84, 85);
    show(15, 42);
    show(16, 86, 87, 88, 89);
    show(42, 90, 95);
  }

  private Masking() {}

  private static void show(int longest, int... elements) {
    for (int element : elements) {
      LONGEST[element] = longest;
    }
  }

  static String shown(De de, String text) {
    if (de.equals(De.PAN)) {
      return Pan.isWellFormed(text) ? Pan.of(text).masked() : hidden(text);
    }
    return text.length() <= LONGEST[de.number()] && !holdsPan(text)
        ? printable(text)
        : hidden(text);
  }

  private static String hidden(String text) {
    return "<" + text.length() + " characters>";
  }

  /**
   * A run of digits, as long as a card number, that has no zero in front and a good check digit.
   */
  private static boolean holdsPan(String text) {
    int from = 0;
    while (from < text.length()) {
      int to = from;
      while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
        to++;
      }
      int length = to - from;
      if (length >= SHORTEST_PAN
          && length <= LONGEST_PAN
          && text.charAt(from) != '0'
          && Pan.of(text.substring(from, to)).passesCheckDigit()) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  /** Nothing that could end a line or move a cursor. */
  private static String printable(String text) {
    var printable = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        printable.setCharAt(i, '.');
      }
    }
    return printable.toString();
  }
}

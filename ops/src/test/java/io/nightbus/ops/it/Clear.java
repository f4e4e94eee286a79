package io.nightbus.ops.it;

import java.util.HashSet;
import java.util.Set;

/** Looks for card numbers in bytes: as digits, and packed two to a byte. */
final class Clear {
  private static final int LENGTH = 16;

  private Clear() {}

  /** Those of the cards, of 16 digits each, that stand in the bytes. */
  static Set<String> cards(byte[] bytes, Set<String> cards) {
    Set<String> found = new HashSet<>();
    StringBuilder digits = new StringBuilder();
    for (byte each : bytes) {
      if (each >= '0' && each <= '9') {
        digits.append((char) each);
        look(digits, cards, found);
      } else {
        digits.setLength(0);
      }
    }
    StringBuilder packed = new StringBuilder();
    for (byte each : bytes) {
      int high = (each >> 4) & 15;
      int low = each & 15;
      if (high <= 9 && low <= 9) {
        packed.append((char) ('0' + high)).append((char) ('0' + low));
        look(packed, cards, found);
      } else {
        packed.setLength(0);
      }
    }
    return found;
  }

  private static void look(StringBuilder digits, Set<String> cards, Set<String> found) {
    if (digits.length() > 4_096) {
      digits.delete(0, digits.length() - LENGTH);
    }
    if (digits.length() >= LENGTH) {
      String last = digits.substring(digits.length() - LENGTH);
      if (cards.contains(last)) {
        found.add(last);
      }
    }
  }
}

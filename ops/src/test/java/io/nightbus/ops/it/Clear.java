package io.nightbus.ops.it;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
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

  /**
   * Whether a secret stands in the bytes: as text, and, where it is hexadecimal or digits with a
   * separator, packed two to a byte.
   */
  static boolean holds(byte[] bytes, String secret) {
    String packed = secret.replace('=', 'D');
    return contains(bytes, secret.getBytes(StandardCharsets.ISO_8859_1))
        || contains(bytes, secret.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1))
        || (packed.matches("([0-9A-F]{2})+") && contains(bytes, HexFormat.of().parseHex(packed)));
  }

  private static boolean contains(byte[] bytes, byte[] part) {
    for (int at = 0; at + part.length <= bytes.length; at++) {
      if (bytes[at] == part[0]
          && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
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

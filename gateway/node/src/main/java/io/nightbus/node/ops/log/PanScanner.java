package io.nightbus.node.ops.log;

import java.util.concurrent.atomic.LongAdder;

/**
 * The last wall before a text leaves: masks what looks like a card number or a track and counts it.
 * It should never find anything (domain §10); a count above 0 is a fault to be mended.
 *
 * <p>Looked for: 13 to 19 digits with a valid check digit, also in groups by single spaces or
 * hyphens, also behind a two-digit length; the same before a track's separator ({@code = D ^}) with
 * digits behind it, whatever the check digit; runs of more than 19 digits.
 */
public final class PanScanner {
  private static final int SHORTEST = 13;
  private static final int LONGEST = 19;

  private final LongAdder masked = new LongAdder();

  /** How many were masked since the start. */
  public long masked() {
    return masked.sum();
  }

  /** The text, or a copy with asterisks in it. */
  public String clean(String text) {
    char[] copy = null;
    int at = 0;
    while (at < text.length()) {
      if (!isDigit(text.charAt(at))) {
        at++;
        continue;
      }
      int end = endOfRun(text, at);
      if (isCard(text, at, end)) {
        copy = copy == null ? text.toCharArray() : copy;
        end = mask(text, copy, at, end);
        masked.increment();
      }
      at = end;
    }
    return copy == null ? text : new String(copy);
  }

  /** Digits, with single spaces or hyphens between them. */
  private static int endOfRun(String text, int from) {
    int end = from + 1;
    while (end < text.length()) {
      if (isDigit(text.charAt(end))) {
        end++;
      } else if (isGap(text.charAt(end))
          && end + 1 < text.length()
          && isDigit(text.charAt(end + 1))) {
        end += 2;
      } else {
        break;
      }
    }
    return end;
  }

  private static boolean isCard(String text, int from, int end) {
    String digits = digits(text, from, end);
    boolean solid = digits.length() == end - from;
    if (digits.length() < SHORTEST) {
      return false;
    }
    if (digits.length() > LONGEST) {
      return solid || holdsCard(text, from, end);
    }
    return passes(digits) || passesBehindLength(digits) || isTrack(text, end);
  }

  /** Groups of digits that are together too long: one of them, or neighbours, may be a card. */
  private static boolean holdsCard(String text, int from, int end) {
    for (int start = from; start < end; start++) {
      boolean first =
          isDigit(text.charAt(start)) && (start == from || isGap(text.charAt(start - 1)));
      for (int stop = start + SHORTEST; first && stop <= end; stop++) {
        boolean last = stop == end || isGap(text.charAt(stop));
        String digits = last ? digits(text, start, stop) : "";
        if (digits.length() >= SHORTEST && digits.length() <= LONGEST && passes(digits)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean passesBehindLength(String digits) {
    int length = digits.length() - 2;
    return length >= SHORTEST
        && Integer.parseInt(digits.substring(0, 2)) == length
        && passes(digits.substring(2));
  }

  private static boolean isTrack(String text, int end) {
    return end + 4 < text.length()
        && "=D^".indexOf(text.charAt(end)) >= 0
        && (text.charAt(end) == '^' || isDigit(text.charAt(end + 1)))
        && (text.charAt(end) == '^' || isDigit(text.charAt(end + 4)));
  }

  /** Masks all but the last four digits, and what a track has behind its separator. */
  private static int mask(String text, char[] copy, int from, int end) {
    int left = digits(text, from, end).length();
    for (int i = from; i < end; i++) {
      if (isDigit(copy[i])) {
        copy[i] = left > 4 ? '*' : copy[i];
        left--;
      }
    }
    int stop = end;
    if (isTrack(text, end)) {
      stop = end + 1;
      while (stop < text.length()
          && !Character.isWhitespace(text.charAt(stop))
          && text.charAt(stop) != '"') {
        copy[stop++] = '*';
      }
    }
    return stop;
  }

  /** The check digit of ISO/IEC 7812-1; all zeros is no card. */
  private static boolean passes(String digits) {
    int sum = 0;
    int all = 0;
    for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
      int digit = digits.charAt(i) - '0';
      all |= digit;
      int weighed = place % 2 == 0 ? digit : digit * 2;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0 && all != 0;
  }

  private static String digits(String text, int from, int end) {
    var digits = new StringBuilder();
    for (int i = from; i < end; i++) {
      if (isDigit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '-';
  }
}

package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a scheme puts something into an element of an answer: at a position, or behind a tag of two
 * characters with a length of two digits, one after the other.
 *
 * @param from where to begin, 1 is the first character: of the text, or of the first tag
 * @param tag empty where the text itself stands at {@code from}
 */
public record Spot(De element, int from, String tag) {
  private static final Pattern LENGTH = Pattern.compile("\\d\\d");

  /** What stands there, to the end of the element or of what the tag holds; empty where nothing. */
  public Optional<String> in(Message message) {
    String text = message.get(element, "");
    if (text.length() < from) {
      return Optional.empty();
    }
    String rest = text.substring(from - 1);
    return tag.isEmpty() ? Optional.of(rest) : tagged(rest);
  }

  private Optional<String> tagged(String text) {
    int at = 0;
    while (at + 4 <= text.length()) {
      String length = text.substring(at + 2, at + 4);
      int end = LENGTH.matcher(length).matches() ? at + 4 + Integer.parseInt(length) : -1;
      if (end < 0 || end > text.length()) {
        return Optional.empty();
      }
      if (text.startsWith(tag, at)) {
        return Optional.of(text.substring(at + 4, end));
      }
      at = end;
    }
    return Optional.empty();
  }
}

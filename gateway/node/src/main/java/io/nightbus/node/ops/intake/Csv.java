package io.nightbus.node.ops.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record as a line of comma-separated values (RFC 4180, without line ends inside quotes): the
 * first column says what it is, and so what the others are. An empty column is an absent field.
 */
final class Csv {
  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "header",
          List.of("kind", "schema", "file", "operator", "day", "currency", "deadline"),
          "charge",
          List.of(
              "kind",
              "id",
              "pan",
              "expiry",
              "amount",
              "currency",
              "mcc",
              "travelled",
              "terminal",
              "merchant",
              "device",
              "next_tap"),
          "trailer",
          List.of("kind", "count", "amount", "sha256"),
          "settlement",
          List.of("kind", "schema", "network", "day", "currency"),
          "settled",
          List.of("kind", "rrn", "amount", "currency"));

  private static final int LONGEST_KIND = 11;

  private Csv() {}

  /** The line begins like one of ours; everything else is read as JSON. */
  static boolean is(byte[] bytes, int length) {
    for (int i = 0; i < Math.min(length, LONGEST_KIND); i++) {
      if (bytes[i] == ',') {
        return COLUMNS.containsKey(new String(bytes, 0, i, StandardCharsets.US_ASCII));
      }
    }
    return false;
  }

  /** Fields by name. */
  static Map<String, String> fields(byte[] bytes, int length) throws Flaw {
    List<String> cells = cells(text(bytes, length));
    List<String> columns = COLUMNS.getOrDefault(cells.getFirst(), List.of());
    if (cells.size() > columns.size()) {
      throw new Flaw(
          "",
          "has " + cells.size() + " columns, a " + cells.getFirst() + " at most " + columns.size());
    }
    var fields = new LinkedHashMap<String, String>();
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        fields.put(columns.get(i), cells.get(i));
      }
    }
    return fields;
  }

  private static String text(byte[] bytes, int length) throws Flaw {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString()
          .stripTrailing();
    } catch (CharacterCodingException e) {
      throw new Flaw("", "not UTF-8 text");
    }
  }

  private static List<String> cells(String line) throws Flaw {
    var cells = new ArrayList<String>();
    int at = 0;
    while (at <= line.length()) {
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      at = quoted ? quoted(line, at + 1, cells) : plain(line, at, cells);
    }
    return cells;
  }

  /** Takes a cell; gives where the next one begins. */
  private static int plain(String line, int from, List<String> into) throws Flaw {
    int comma = line.indexOf(',', from);
    int end = comma < 0 ? line.length() : comma;
    String cell = line.substring(from, end);
    if (cell.indexOf('"') >= 0) {
      throw new Flaw("", "a quote stands within a column that does not begin with one");
    }
    into.add(cell);
    return end + 1;
  }

  private static int quoted(String line, int from, List<String> into) throws Flaw {
    var cell = new StringBuilder();
    for (int i = from; i < line.length(); i++) {
      boolean quote = line.charAt(i) == '"';
      boolean doubled = quote && i + 1 < line.length() && line.charAt(i + 1) == '"';
      if (quote && !doubled) {
        into.add(cell.toString());
        if (i + 1 < line.length() && line.charAt(i + 1) != ',') {
          throw new Flaw("", "something stands behind a closing quote");
        }
        return i + 2;
      }
      cell.append(line.charAt(i));
      i += doubled ? 1 : 0;
    }
    throw new Flaw("", "a quote is not closed");
  }
}

package io.nightbus.node.ops.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What somebody else's file says of amounts, to be compared with our books: the operator's file of
 * charges by charge id, or a network's settlement file by DE 37. One amount a key stays in memory,
 * nothing else of a record; it is taken as a whole or not at all.
 */
public final class ClaimFile {
  private static final int MOST = BatchFile.MOST_CHARGES;
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9]{1,12}");

  /** Whose file it is. */
  public enum Kind {
    OPERATOR("header", "file", "charge", "id", FileRecord.ID),
    SETTLEMENT("settlement", "network", "settled", "rrn", REFERENCE);

    private final String header;
    private final String name;
    private final String record;
    private final String key;
    private final Pattern form;

    Kind(String header, String name, String record, String key, Pattern form) {
      this.header = header;
      this.name = name;
      this.record = record;
      this.key = key;
      this.form = form;
    }
  }

  /** The file can't be compared with anything; says where and why. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  private final Kind kind;
  private final Lines lines;
  private final Map<String, Long> amounts = new LinkedHashMap<>();
  private final List<String> twice = new ArrayList<>();
  private String name = "";
  private String currency = "";
  private long count;
  private long amount;

  private ClaimFile(Kind kind, InputStream body) {
    this.kind = kind;
    this.lines = new Lines(body);
  }

  /**
   * Reads it to its end.
   *
   * @throws Unreadable where a line is not what it should be, or the trailer does not agree
   */
  public static ClaimFile read(Kind kind, InputStream body) throws IOException, Unreadable {
    var file = new ClaimFile(kind, body);
    try {
      file.header();
      file.records();
    } catch (Flaw flaw) {
      String field = flaw.field().isEmpty() ? "" : flaw.field() + " ";
      throw new Unreadable("line " + file.lines.number() + ": " + field + flaw.reason());
    }
    return file;
  }

  private void header() throws IOException, Flaw {
    if (!lines.next()) {
      throw new Flaw("", "the file is empty");
    }
    Fields fields = fields();
    if (!fields.textOrEmpty("kind").equals(kind.header)) {
      throw new Flaw("kind", "is not " + kind.header);
    }
    fields.number("schema", 1, 1);
    name = fields.text(kind.name, FileRecord.ID, "a name of letters, digits and . _ : / -");
    currency = fields.text("currency", FileRecord.CURRENCY, "an ISO 4217 number of 3 digits");
  }

  private Fields fields() throws Flaw {
    if (lines.isTooLong()) {
      throw new Flaw("", "longer than " + Lines.LONGEST + " bytes");
    }
    return Fields.of(lines.bytes(), lines.length());
  }

  private void records() throws IOException, Flaw {
    while (lines.next()) {
      if (lines.isBlank()) {
        continue;
      }
      Fields fields = fields();
      if (fields.textOrEmpty("kind").equals("trailer")) {
        trailer(fields);
        return;
      }
      if (!fields.textOrEmpty("kind").equals(kind.record)) {
        throw new Flaw("kind", "is neither " + kind.record + " nor trailer");
      }
      take(fields);
    }
    throw new Flaw("", "the file ends here without a trailer: half-written");
  }

  private void take(Fields fields) throws Flaw {
    if (count == MOST) {
      throw new Flaw("", "more than " + MOST + " records in one file: split it");
    }
    String key = fields.text(kind.key, kind.form, "what names a record here");
    long one = fields.number("amount", 0, FileRecord.MOST);
    String in = fields.textOrEmpty("currency");
    if (!in.isEmpty() && !in.equals(currency)) {
      throw new Flaw("currency", "is not the header's " + currency);
    }
    count++;
    amount += one;
    if (amounts.putIfAbsent(key, one) != null) {
      twice.add(key);
    }
  }

  private void trailer(Fields fields) throws IOException, Flaw {
    long claimed = fields.number("count", 0, Long.MAX_VALUE - 1);
    long sum = fields.number("amount", 0, Long.MAX_VALUE - 1);
    if (claimed != count || sum != amount) {
      throw new Flaw(
          "",
          "the trailer says "
              + claimed
              + " records of "
              + sum
              + ", the file has "
              + count
              + " of "
              + amount);
    }
    while (lines.next()) {
      if (!lines.isBlank()) {
        throw new Flaw("", "the file goes on behind its trailer");
      }
    }
  }

  /** The file's own id, or the network's name. */
  public String name() {
    return name;
  }

  public String currency() {
    return currency;
  }

  /** Minor units by charge id or DE 37, in the file's order; where one stands twice, the first. */
  public Map<String, Long> amounts() {
    return Collections.unmodifiableMap(amounts);
  }

  /** Keys that stood there once more, each as often as that. */
  public List<String> twice() {
    return Collections.unmodifiableList(twice);
  }

  public long count() {
    return count;
  }

  public long amount() {
    return amount;
  }
}

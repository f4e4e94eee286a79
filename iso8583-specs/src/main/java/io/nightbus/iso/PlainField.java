package io.nightbus.iso;

/**
 * A field put together from a length indicator, a coding and a kind of content.
 *
 * @param indicator {@link LengthIndicator#NONE} for a field of fixed length
 * @param length units of a fixed field, most units of a variable one
 */
record PlainField(LengthIndicator indicator, Coding coding, Content content, int length)
    implements FieldFormat {

  PlainField {
    if (length < 1 || length > indicator.highest()) {
      throw new IllegalArgumentException("a length of " + length + " can't be written");
    }
  }

  @Override
  public int end(byte[] frame, int at, int limit) {
    int start = at + indicator.bytes();
    if (start > limit) {
      return TRUNCATED;
    }
    int units = units(frame, at);
    if (units < 0 || units > length) {
      return BAD_LENGTH;
    }
    int end = start + coding.bytes(units);
    if (end > limit) {
      return TRUNCATED;
    }
    return coding.accepts(content, frame, start, units) ? end : BAD_CONTENT;
  }

  private int units(byte[] frame, int at) {
    return indicator.isThere() ? indicator.read(frame, at) : length;
  }

  @Override
  public String text(byte[] frame, int at, int end) {
    return coding.text(frame, at + indicator.bytes(), units(frame, at));
  }

  @Override
  public int size(String text) {
    int units = coding.units(text);
    if (units < 0 || !content.accepts(text)) {
      throw new IllegalArgumentException("has to be " + content.words());
    }
    if (units > length) {
      throw new IllegalArgumentException("has " + units + " of at most " + length);
    }
    if (indicator.isThere()) {
      return indicator.bytes() + coding.bytes(units);
    }
    if (coding.isBinary() && units != length) {
      throw new IllegalArgumentException("has " + units + " bytes instead of " + length);
    }
    return coding.bytes(length);
  }

  @Override
  public int write(String text, byte[] out, int at) {
    if (!indicator.isThere()) {
      writeFixed(text, out, at);
      return at + coding.bytes(length);
    }
    int units = coding.units(text);
    int start = at + indicator.bytes();
    indicator.write(units, out, at);
    coding.write(text, units, out, start);
    return start + coding.bytes(units);
  }

  /** Too short is filled up: digits with zeros in front, characters with spaces behind. */
  private void writeFixed(String text, byte[] out, int at) {
    int missing = coding == Coding.CHARACTERS ? length - text.length() : 0;
    if (missing == 0) {
      coding.write(text, length, out, at);
    } else if (content == Content.ANY) {
      coding.write(text, length, out, at);
      fill(out, at + text.length(), missing, ' ');
    } else {
      int sign = content == Content.SIGNED ? 1 : 0;
      Coding.characters(text.substring(0, sign), 0, out, at);
      fill(out, at + sign, missing, '0');
      Coding.characters(text, sign, out, at + sign + missing);
    }
  }

  private static void fill(byte[] out, int at, int count, char with) {
    for (int i = at; i < at + count; i++) {
      out[i] = (byte) with;
    }
  }
}

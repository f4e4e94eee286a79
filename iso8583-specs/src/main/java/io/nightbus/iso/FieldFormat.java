package io.nightbus.iso;

import io.nightbus.iso.Decoded.Flaw;

/** One element's place in a frame. Immutable. */
sealed interface FieldFormat permits PlainField, DelegatedField {
  int TRUNCATED = -1;
  int BAD_LENGTH = -2;
  int BAD_CONTENT = -3;

  /**
   * Where the element that starts at {@code at} ends, at most {@code limit}; or one of the negative
   * numbers above. Survives any bytes.
   */
  int end(byte[] frame, int at, int limit);

  /** The text of an element for which {@link #end} gave {@code end}. */
  String text(byte[] frame, int at, int end);

  /**
   * Bytes that {@code text} will take.
   *
   * @throws IllegalArgumentException saying why it doesn't fit, without its content
   */
  int size(String text);

  /**
   * Writes text for which {@link #size} gave a number, into bytes that are zero so far; where it
   * ends.
   */
  int write(String text, byte[] out, int at);

  /** What a negative end says. */
  static Flaw flaw(int end) {
    return switch (end) {
      case TRUNCATED -> Flaw.TRUNCATED;
      case BAD_LENGTH -> Flaw.BAD_LENGTH;
      default -> Flaw.BAD_CONTENT;
    };
  }
}

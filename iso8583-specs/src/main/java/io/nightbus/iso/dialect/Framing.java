package io.nightbus.iso.dialect;

/**
 * How messages are cut out of a byte stream: a binary big-endian length in front that does not
 * count itself.
 *
 * @param lengthBytes bytes of the length, 2
 * @param longest largest message in bytes; a longer claim is refused before anything is allocated
 */
public record Framing(int lengthBytes, int longest) {
  public Framing {
    if (lengthBytes != 2 || longest < 12 || longest > 65_535) {
      throw new IllegalArgumentException(
          "framing: 2 length bytes and 12 to 65535 bytes of message");
    }
  }
}

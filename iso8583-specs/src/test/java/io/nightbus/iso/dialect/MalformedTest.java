package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.Decoded;
import io.nightbus.iso.Decoded.Flaw;
import io.nightbus.iso.Decoded.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every flaw, with the element at which reading ended and where that starts. */
class MalformedTest {

  // {2,90} stands for the bitmaps with these elements.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | TRUNCATED      |   0 |  0",
        "010                                 | TRUNCATED      |   0 |  0",
        "01x0{3}000000                       | BAD_MTI        |   0 |  0",
        "'0 00{3}000000'                     | BAD_MTI        |   0 |  0",
        "0100                                | TRUNCATED      |   1 |  4",
        "010020000000000000                  | TRUNCATED      |   1 |  4",
        "0100200000000000000G000000          | BAD_BITMAP     |   1 |  4",
        "0100f000000000000000                | BAD_BITMAP     |   1 |  4",
        "0100A0000000000000000400000         | TRUNCATED      |   1 |  4",
        "0100A000000000000000000000000000000x| BAD_BITMAP     |   1 |  4",
        "0100A0000000000000000000000000000000000000 | BAD_BITMAP |  1 |  4",
        "0100{2}1                            | TRUNCATED      |   2 | 20",
        "0100{2}                             | TRUNCATED      |   2 | 20",
        "0100{2}1x41                         | BAD_LENGTH     |   2 | 20",
        "0100{2}-141                         | BAD_LENGTH     |   2 | 20",
        "0100{2}2041111111111111111111       | BAD_LENGTH     |   2 | 20",
        "0100{2}99                           | BAD_LENGTH     |   2 | 20",
        "0100{2}16411111111111111            | TRUNCATED      |   2 | 20",
        "0100{2}16411111111111111A           | BAD_CONTENT    |   2 | 20",
        "0100{2,3}02410000                   | TRUNCATED      |   3 | 24",
        "0100{2,3}024100000_                 | BAD_CONTENT    |   3 | 24",
        "0100{3}000000X                      | TRAILING_BYTES |   3 | 26",
        "0100{}X                             | TRAILING_BYTES |   1 | 20",
        "0100{28}X00000001                   | BAD_CONTENT    |  28 | 20",
        "0100{28}C0000000=                   | BAD_CONTENT    |  28 | 20",
        "0100{35}034=x                       | BAD_CONTENT    |  35 | 20",
        "0100{37}63270400471                 | TRUNCATED      |  37 | 20",
        "0100{48}1000                        | TRUNCATED      |  48 | 20",
        "0100{48}10                          | TRUNCATED      |  48 | 20",
        "0100{52}0123456789abcdef            | BAD_CONTENT    |  52 | 20",
        "0100{52}0123456789ABCDE             | TRUNCATED      |  52 | 20",
        "0100{54}121                         | BAD_LENGTH     |  54 | 20",
        "0100{90}00000000000000000000000000000000000000000 | TRUNCATED | 90 | 36",
        "0100{2,128}02418899AABBCCDDEEFX     | BAD_CONTENT    | 128 | 40",
      })
  void ascii(String frame, Flaw flaw, int field, int offset) {
    assertThat(decode("iso87-ascii", withBitmaps(frame).getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(new Malformed(flaw, field, offset));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | TRUNCATED      |   0 |  0",
        "01                                  | TRUNCATED      |   0 |  0",
        "0A00{3}000000                       | BAD_MTI        |   0 |  0",
        "0100                                | TRUNCATED      |   1 |  2",
        "010020000000000000                  | TRUNCATED      |   1 |  2",
        "0100A00000000000000004              | TRUNCATED      |   1 |  2",
        "0100A0000000000000000000000000000000000000 | BAD_BITMAP |  1 |  2",
        "0100{2}                             | TRUNCATED      |   2 | 10",
        "0100{2}1F41                         | BAD_LENGTH     |   2 | 10",
        "0100{2}F141                         | BAD_LENGTH     |   2 | 10",
        "0100{2}2041111111111111111111       | BAD_LENGTH     |   2 | 10",
        "0100{2}1641111111111111             | TRUNCATED      |   2 | 10",
        "0100{2}16411111111111111A           | BAD_CONTENT    |   2 | 10",
        "0100{2}15411111111111111F           | BAD_CONTENT    |   2 | 10",
        "0100{2}154111111111111111           | BAD_CONTENT    |   2 | 10",
        "0100{2,3}02410000                   | TRUNCATED      |   3 | 12",
        "0100{22}1071                        | BAD_CONTENT    |  22 | 10",
        "0100{22}0A71                        | BAD_CONTENT    |  22 | 10",
        "0100{3}00000000                     | TRAILING_BYTES |   3 | 13",
        "0100{}00                            | TRAILING_BYTES |   1 | 10",
        "0100{28}5800000001                  | BAD_CONTENT    |  28 | 10",
        "0100{28}430000000F                  | BAD_CONTENT    |  28 | 10",
        "0100{28}43000000                    | TRUNCATED      |  28 | 10",
        "0100{35}044D3E                      | BAD_CONTENT    |  35 | 10",
        "0100{48}1000                        | BAD_LENGTH     |  48 | 10",
        "0100{48}0999                        | TRUNCATED      |  48 | 10",
        "0100{48}09                          | TRUNCATED      |  48 | 10",
        "0100{52}0123456789ABCD              | TRUNCATED      |  52 | 10",
        "0100{54}0121                        | BAD_LENGTH     |  54 | 10",
        "0100{55}00029F                      | TRUNCATED      |  55 | 10",
        "0100{2,128}02418899AABBCCDDEE       | TRUNCATED      | 128 | 20",
      })
  void binary(String frame, Flaw flaw, int field, int offset) {
    byte[] bytes = HexFormat.of().parseHex(withBitmaps(frame));
    assertThat(decode("iso87-binary", bytes)).isEqualTo(new Malformed(flaw, field, offset));
  }

  @ParameterizedTest
  @CsvSource({"iso87-ascii", "iso87-binary"})
  void theBytesAroundTheMessageAreNotLookedAt(String name) {
    Dialect dialect = Dialect.named(name).orElseThrow();
    byte[] frame = Golden.all().getFirst().bytes(name.endsWith("binary"));
    var wide = new byte[frame.length + 20];
    java.util.Arrays.fill(wide, (byte) '9');
    System.arraycopy(frame, 0, wide, 7, frame.length);
    assertThat(dialect.decode(wide, 7, frame.length)).isInstanceOf(Decoded.Whole.class);
    assertThat(dialect.decode(wide, 7, frame.length + 1))
        .isEqualTo(new Malformed(Flaw.TRAILING_BYTES, 55, frame.length));
    assertThat(dialect.decode(wide, 7, frame.length - 1))
        .isInstanceOfSatisfying(
            Malformed.class, malformed -> assertThat(malformed.flaw()).isEqualTo(Flaw.TRUNCATED));
  }

  private static String withBitmaps(String frame) {
    int open = frame.indexOf('{');
    if (open < 0) {
      return frame;
    }
    int close = frame.indexOf('}');
    long first = 0;
    long second = 0;
    for (String number : frame.substring(open + 1, close).split(",", -1)) {
      int element = number.isEmpty() ? 0 : Integer.parseInt(number);
      if (element > 64) {
        second |= Long.MIN_VALUE >>> (element - 65);
        first |= Long.MIN_VALUE;
      } else if (element > 0) {
        first |= Long.MIN_VALUE >>> (element - 1);
      }
    }
    String words = hex(first) + (second == 0 ? "" : hex(second));
    return frame.substring(0, open) + words + frame.substring(close + 1);
  }

  private static String hex(long word) {
    return HexFormat.of().withUpperCase().toHexDigits(word);
  }

  private static Decoded decode(String dialect, byte[] frame) {
    return Dialect.named(dialect).orElseThrow().decode(frame, 0, frame.length);
  }
}

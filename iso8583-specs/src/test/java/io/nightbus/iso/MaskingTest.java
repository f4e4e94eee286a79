package io.nightbus.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.dialect.Dialect;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may see of a message holds no account data, whatever its elements hold. */
class MaskingTest {
  private static final String PAN = "4111111111111111";

  private static List<String> views(Message message) {
    Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
    return List.of(message.toString(), dialect.describe(message));
  }

  @Test
  void aCardNumberShowsSixAndFourDigits() {
    Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.PAN, PAN).build();
    assertThat(message.toString()).isEqualTo("0100 2=411111******1111");
    assertThat(message.shown(De.PAN)).isEqualTo("411111******1111");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"41111111111111111111", "4111 1111 1111 1111", "4111111", "411111111111111F"})
  void whatIsNoCardNumberInItsPlaceIsNotShownAtAll(String text) {
    Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.PAN, text).build();
    assertThat(message.toString()).isEqualTo("0100 2=<" + text.length() + " characters>");
  }

  /** Secrets of random shape in the elements that hold such, and in all reserved ones. */
  @Test
  void secretElementsShowTheirLengthOnly() {
    var random = new Random(52);
    for (int number = 2; number <= 128; number++) {
      De de = De.of(number);
      if (isShown(number)) {
        continue;
      }
      for (int i = 0; i < 50; i++) {
        String secret = secret(random);
        Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(de, secret).build();
        for (String view : views(message)) {
          assertThat(view).as(de.toString()).doesNotContain(secret);
          assertThat(view).contains("<" + secret.length() + " characters>");
        }
      }
    }
  }

  private static String secret(Random random) {
    String alphabet = "0123456789ABCDEF=^%; ";
    var secret = new StringBuilder("=");
    for (int length = 6 + random.nextInt(60); secret.length() < length; ) {
      secret.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return secret.toString();
  }

  private static boolean isShown(int number) {
    return switch (number) {
      case 14, 20, 21, 27, 28, 29, 30, 31, 34, 35, 36, 40, 43, 44, 45, 46, 47, 48 -> false;
      case 8, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 67, 68, 69 -> false;
      case 71, 72, 73 -> false;
      default -> number < 90 || number == 90 || number == 95;
    };
  }

  @Test
  void trackPinBlockAndChipDataAreNeverShown() {
    Message message =
        Message.of(Mti.AUTHORISATION_REQUEST)
            .set(De.TRACK_1, "B" + PAN + "^TEST/CARD^3012101")
            .set(De.TRACK_2, PAN + "=3012101")
            .set(De.TRACK_3, "01" + PAN)
            .set(De.PIN_BLOCK, "0F1E2D3C4B5A6978")
            .set(De.CHIP_DATA, "5A08" + PAN + "9F2608A1B2C3D4E5F60102")
            .set(De.PRIVATE_48, "CVV2 123 " + PAN)
            .set(De.EXPIRY, "3012")
            .build();
    for (String view : views(message)) {
      assertThat(view).doesNotContain("1111", "0F1E", "9F26", "CVV", "3012", "TEST");
    }
  }

  @Test
  void aCardNumberWhereNoneBelongsIsHidden() {
    Message message =
        Message.of(Mti.REVERSAL_ADVICE)
            .set(De.MERCHANT, "378282246310005")
            .set(De.of(86), PAN)
            .set(De.REPLACEMENT_AMOUNTS, "CARD " + PAN + " REFUND")
            .set(De.RRN, PAN)
            .build();
    for (String view : views(message)) {
      assertThat(view).doesNotContain("1111", "378282");
    }
  }

  @Test
  void whatHelpsToFindATransactionIsShown() {
    Message message =
        Message.of(Mti.REVERSAL_ADVICE)
            .set(De.STAN, "004711")
            .set(De.RRN, "632704004711")
            .set(De.TERMINAL, "GATE0042")
            .set(De.ORIGINAL_DATA, "010000471111230430001234567890100000000000")
            .build();
    assertThat(message.toString())
        .isEqualTo(
            "0420 11=004711 37=632704004711 41=GATE0042"
                + " 90=010000471111230430001234567890100000000000");
  }

  @Test
  void nothingBreaksALine() {
    Message message =
        Message.of(Mti.AUTHORISATION_REQUEST).set(De.TERMINAL, "A\n\r\u001b[2J\u00e9").build();
    assertThat(message.toString()).isEqualTo("0100 41=A...[2J.");
    assertThat(views(message).getLast().lines()).hasSize(2);
  }

  @Test
  void aPanShowsItselfMasked() {
    assertThat(Pan.of(PAN)).hasToString("411111******1111");
    assertThat(Pan.of("41111111")).hasToString("****1111");
    assertThat("" + new Decoded.Malformed(Decoded.Flaw.BAD_CONTENT, 2, 20))
        .isEqualTo("content not of the element's kind at DE 2, offset 20");
  }
}

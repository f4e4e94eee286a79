package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DialectTest {
  private final Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();

  @Test
  void twoAreShipped() {
    assertThat(Dialect.names()).containsExactly("iso87-ascii", "iso87-binary");
    assertThat(Dialect.named("iso93")).isEmpty();
    for (String name : Dialect.names()) {
      assertThat(Dialect.named(name).orElseThrow().name()).isEqualTo(name);
      assertThat(Dialect.named(name)).isEqualTo(Dialect.named(name));
      assertThat(Dialect.named(name).orElseThrow().framing()).isEqualTo(new Framing(2, 8192));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIGN_ON, 001",
    "SIGN_OFF, 002",
    "ECHO, 301",
    "CUTOVER, 201",
    "KEY_CHANGE, 161",
    "NEW_KEY, 162"
  })
  void networkCodesGoBothWays(NetworkCode code, String digits) {
    Message request = dialect.networkRequest(code).build();
    assertThat(request.mti()).isEqualTo(Mti.NETWORK_REQUEST);
    assertThat(request.get(De.NETWORK_CODE)).isEqualTo(digits);
    assertThat(dialect.networkCode(request)).contains(code);
    assertThat(dialect.networkCode(dialect.response(request, "00").build())).contains(code);
  }

  @Test
  void otherMessagesAskForNothingOfTheNetwork() {
    Message request = dialect.networkRequest(NetworkCode.ECHO).build();
    assertThat(dialect.networkCode(request.as(Mti.AUTHORISATION_REQUEST))).isEmpty();
    assertThat(dialect.networkCode(request.with(De.NETWORK_CODE, "999"))).isEmpty();
    assertThat(dialect.networkCode(request.edit().drop(De.NETWORK_CODE).build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "00, APPROVED",
    "08, APPROVED",
    "11, APPROVED",
    "85, APPROVED",
    "10, APPROVED_PARTIAL",
    "05, DECLINE_SOFT",
    "51, DECLINE_SOFT",
    "61, DECLINE_SOFT",
    "65, DECLINE_SOFT",
    "14, DECLINE_HARD",
    "41, DECLINE_HARD",
    "43, DECLINE_HARD",
    "62, DECLINE_HARD",
    "54, DECLINE_DATA",
    "55, DECLINE_DATA",
    "1A, DECLINE_DATA",
    "91, TECH_ISSUER",
    "68, TECH_ISSUER",
    "96, TECH_NETWORK",
    "92, TECH_NETWORK",
    "90, TECH_NETWORK",
    "63, TECH_SECURITY",
    "88, TECH_SECURITY",
    "98, TECH_SECURITY",
    "94, IN_DOUBT",
    "30, OUR_FAULT",
    "12, OUR_FAULT",
    "03, OUR_FAULT",
    "13, OUR_FAULT",
    "58, OUR_FAULT",
    "25, NOT_FOUND",
    "21, NOT_FOUND"
  })
  void responseCodesHaveTheirClass(String code, ResponseClass meaning) {
    assertThat(dialect.classify(code)).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({"ZZ", "''", "000", "' 0'", "0"})
  void aCodeThatNobodyListedIsNeitherApprovalNorDecline(String code) {
    assertThat(dialect.classify(code)).isEqualTo(ResponseClass.IN_DOUBT);
  }

  @Test
  void aResponseEchoesWhatIdentifiesAndNoSecrets() {
    var request = Message.of(Mti.of("0101"));
    for (int number = 2; number <= 128; number++) {
      request.set(De.of(number), "0");
    }
    Message response = dialect.response(request.build(), "00").build();
    assertThat(response.mti()).isEqualTo(Mti.of("0110"));
    assertThat(response.elements().stream().map(De::number))
        .containsExactly(2, 3, 4, 7, 11, 12, 13, 15, 32, 33, 37, 39, 41, 42, 49, 70, 90);
    assertThat(response.responseCode()).isEqualTo("00");
  }

  @Test
  void aResponseEchoesByteForByte() {
    Message request =
        Message.of(Mti.REVERSAL_ADVICE.repeat())
            .set(De.STAN, "000007")
            .set(De.TERMINAL, "T       ")
            .set(De.AMOUNT, "000000000000")
            .build();
    assertThat(dialect.response(request, "00").build())
        .isEqualTo(request.edit().mti(Mti.of("0430")).set(De.RESPONSE_CODE, "00").build());
  }

  @Test
  void pairingLooksAtTheseElements() {
    assertThat(dialect.echoed().stream().map(De::number))
        .containsExactly(2, 4, 7, 11, 32, 37, 41, 42, 49);
  }

  @Test
  void whatIsCarriedOnHasNoSecretsAndNoIdentityOfItsOwn() {
    Set<De> carried = dialect.carried();
    assertThat(carried.stream().map(De::number))
        .containsExactly(
            2, 3, 4, 12, 13, 14, 15, 18, 19, 22, 23, 25, 32, 33, 37, 38, 39, 41, 42, 43, 49, 95);
    assertThat(carried)
        .doesNotContain(De.TRACK_1, De.TRACK_2, De.TRACK_3, De.PIN_BLOCK, De.CHIP_DATA)
        .doesNotContain(De.PRIVATE_48, De.STAN, De.TRANSMISSION_TIME);
  }

  @Test
  void repeatsAreFlagged() {
    assertThat(dialect.repeat(Mti.of("0420"))).isEqualTo(Mti.of("0421"));
    assertThat(dialect.repeat(Mti.of("0421"))).isEqualTo(Mti.of("0421"));
  }

  @ParameterizedTest
  @EnumSource(NetworkCode.class)
  void everyNetworkCodeHasDigits(NetworkCode code) {
    for (String name : Dialect.names()) {
      Dialect any = Dialect.named(name).orElseThrow();
      assertThat(any.encode(any.networkRequest(code).build())).isNotEmpty();
    }
  }

  @Test
  void aMessageIsDescribedForPeople() {
    Message response =
        Message.of(Mti.of("0121"))
            .set(De.PAN, "4111111111111111")
            .set(De.STAN, "004711")
            .set(De.RESPONSE_CODE, "91")
            .set(De.CHIP_DATA, "9F2608")
            .build();
    assertThat(dialect.describe(response))
        .isEqualTo(
            """
            0121  authorisation advice, repeat
            DE   2  Primary account number     411111******1111
            DE  11  System trace audit number  004711
            DE  39  Response code              91 (tech issuer)
            DE  55  Chip data                  <6 characters>
            """);
    assertThat(dialect.describe(dialect.networkRequest(NetworkCode.SIGN_ON).build()))
        .isEqualTo(
            """
            0800  network management request
            DE  70  Network management information code  001 (sign on)
            """);
    assertThat(dialect.describe(Message.of(new Mti(9999)).build()))
        .isEqualTo("9999  class 9 function 9, repeat\n");
  }
}

package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dialect from a user's YAML and XML. */
class OwnDialectTest {
  @TempDir Path directory = Path.of("");

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void whatIsNotSaidIsAsInTheDialectThatIsExtended() throws IOException {
    Dialect own = Dialect.load(write("scheme.yaml", "extends: iso87-binary\n"));
    Dialect shipped = Dialect.named("iso87-binary").orElseThrow();
    assertThat(own.name()).isEqualTo("scheme");
    assertThat(own.echoed()).isEqualTo(shipped.echoed());
    assertThat(own.carried()).isEqualTo(shipped.carried());
    assertThat(own.classify("91")).isEqualTo(ResponseClass.TECH_ISSUER);
    for (Golden golden : Golden.all()) {
      assertThat(own.encode(golden.message())).isEqualTo(golden.bytes(true));
    }
  }

  @Test
  void everythingCanBeSaidAnew() throws IOException {
    try (InputStream xml = Dialect.class.getResourceAsStream("iso87-ascii.xml")) {
      Files.write(
          directory.resolve("own.xml"),
          new String(
                  Objects.requireNonNull(xml).readAllBytes(),
                  java.nio.charset.StandardCharsets.UTF_8)
              .replace("length=\"12\" name=\"Retrieval", "length=\"15\" name=\"Retrieval")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    Dialect own =
        Dialect.load(
            write(
                "scheme.yaml",
                """
                extends: iso87-binary
                packager: own.xml
                version: 1987
                framing: {longest: 900}
                network:
                  element: 48
                  codes: {ECHO: "270", CUTOVER: "E"}
                response-codes:
                  DECLINE_HARD: ["05", "ZZ"]
                unknown-response-code: OUR_FAULT
                echo: [11, 7]
                paired-by: [11]
                carried: [2, 4]
                repeats-flagged: false
                sign-on-means-restart: true
                """));
    assertThat(own.framing()).isEqualTo(new Framing(2, 900));
    assertThat(own.networkRequest(NetworkCode.ECHO).build().get(De.PRIVATE_48)).isEqualTo("270");
    assertThat(own.networkRequest(NetworkCode.SIGN_ON).build().get(De.PRIVATE_48)).isEqualTo("001");
    assertThat(own.classify("05")).isEqualTo(ResponseClass.DECLINE_HARD);
    assertThat(own.classify("ZZ")).isEqualTo(ResponseClass.DECLINE_HARD);
    assertThat(own.classify("51")).isEqualTo(ResponseClass.DECLINE_SOFT);
    assertThat(own.classify("YY")).isEqualTo(ResponseClass.OUR_FAULT);
    assertThat(own.echoed()).containsExactly(De.STAN);
    assertThat(own.carried()).containsExactly(De.PAN, De.AMOUNT);
    assertThat(own.repeat(Mti.REVERSAL_ADVICE)).isEqualTo(Mti.REVERSAL_ADVICE);
    assertThat(own.signOnMeansRestart()).isTrue();
    assertThat(Dialect.named("iso87-binary").orElseThrow().signOnMeansRestart()).isFalse();
    Message request =
        Message.of(Mti.AUTHORISATION_REQUEST)
            .set(De.STAN, "000001")
            .set(De.RRN, "123456789012345")
            .build();
    assertThat(own.response(request, "00").build().elements())
        .containsExactly(De.STAN, De.RESPONSE_CODE);
    assertThat(own.encode(request)).hasSize(4 + 16 + 6 + 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "44 | 00005     | true",
        "44 | 00005XY   | true",
        "44 | 50000     | false",
        "44 | 0005      | false",
        "48 | T7702018401X | true",
        "48 | T8401X770201 | true",
        "48 | T8401X770202 | false",
        "48 | T84017702    | false",
        "48 | T84XX770201  | false",
        "48 | T            | false",
        "60 | 00005     | false",
      })
  void anAnswerOfTheNetworksStandInIsKnownByWhatItsContractSays(
      int element, String text, boolean standIn) throws IOException {
    Dialect own =
        Dialect.load(
            write(
                "scheme.yaml",
                """
                extends: iso87-ascii
                stand-in-answers:
                  - {element: 44, from: 5, values: ["5", "6"]}
                  - {element: 48, from: 2, tag: "77", values: ["01"]}
                """));
    Message answer =
        Message.of(Mti.AUTHORISATION_RESPONSE)
            .set(De.RESPONSE_CODE, "05")
            .set(De.of(element), text)
            .build();
    assertThat(own.isStandIn(answer)).isEqualTo(standIn);
    assertThat(Dialect.named("iso87-ascii").orElseThrow().isStandIn(answer)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "extends: iso93                           | 1: \"iso93\" can't be extended; one of"
            + " [iso87-ascii, iso87-binary]",
        "extends: [iso87-ascii]                   | 1: one value is wanted here",
        "colour: blue                             | 1: \"colour\" is no key of a dialect",
        "version: 1993                            | 1: only version 1987 is spoken, not 1993",
        "framing: {longest: 70000}                | 1: the longest message has 12 to 65535 bytes,"
            + " not 70000",
        "framing: {longest: many}                 | 1: a number is wanted here, not \"many\"",
        "framing: {shortest: 1}                   | 1: \"shortest\" is no key",
        "framing: 5                               | 1: keys with values are wanted here",
        "network: {codes: {WAKE_UP: '001'}}       | 1: \"WAKE_UP\" is not known here; one of"
            + " [SIGN_ON",
        "extends: iso87-ascii; network: {codes: {ECHO: '3010'}} | 2: network code ECHO: DE 70"
            + " (Network management information code) has 4 of at most 3",
        "extends: iso87-ascii; network: {codes: {ECHO: '001'}}  | 2: ECHO and SIGN_ON both are 001",
        "network: {element: 130}                  | 1: data elements run from 2 to 128, not 130",
        "response-codes: {APPROVED: 00}           | 1: a list is wanted here",
        "response-codes: {APPROVED: [0]}          | 1: a response code has two characters, not"
            + " \"0\"",
        "response-codes: {FINE: ['00']}           | 1: \"FINE\" is not known here; one of"
            + " [APPROVED",
        "response-codes: {APPROVED: ['07', '07']} | 1: response code 07 has a class already at",
        "response-codes: [{APPROVED: ['00']}]     | 1: of several tables each needs \"effective\"",
        "response-codes: {effective: soon}        | 1: a day is wanted here, like 2026-10-01",
        "response-codes: {effective: 2026-13-01}  | 1: a day is wanted here, like 2026-10-01",
        "response-codes: [{effective: 2026-01-02}, {effective: 2026-01-02}] | 1: of several",
        "unknown-response-code: MAYBE             | 1: \"MAYBE\" is not known here",
        "echo: [2, 35]                            | 1: DE 35 may hold secrets of the card and is"
            + " never echoed",
        "paired-by: [52]                          | 1: DE 52 may hold secrets of the card and is"
            + " never compared",
        "carried: [2, 55]                         | 1: DE 55 may hold secrets of the card and is"
            + " never carried on",
        "stand-in-answers: [{element: 35, values: ['1']}] | 1: DE 35 may hold secrets of the card"
            + " and is never looked at",
        "stand-in-answers: [{element: 44}]        | 1: \"values\" is missing",
        "stand-in-answers: [{values: ['1']}]      | 1: \"element\" is missing",
        "stand-in-answers: [{element: 44, values: ['']}] | 1: an empty text stands everywhere",
        "stand-in-answers: [{element: 44, from: 0, values: ['1']}] | 1: positions run from 1",
        "stand-in-answers: [{element: 44, tag: 4, values: ['1']}] | 1: a tag has two characters",
        "stand-in-answers: [{element: 44, is: 4}] | 1: \"is\" is no key",
        "sign-on-means-restart: sometimes         | 1: true or false is wanted here",
        "repeats-flagged: yes please              | 1: true or false is wanted here",
        "packager: none.xml                       | 1: packager",
        "echo: [2                                 | 1: is not YAML: while parsing a flow sequence:"
            + " expected ',' or ']', but got <stream end>",
        "'{extends: iso87-ascii, extends: iso87-binary}' | 1: \"extends\" stands here twice",
        "''                                       | 1: is empty",
      })
  void mistakesAreNamedWithTheirPlace(String yaml, String message) throws IOException {
    Path file = write("wrong.yaml", yaml.replace("; ", "\n") + "\n");
    assertThatThrownBy(() -> Dialect.load(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ":" + message);
  }

  /** Next month's list can be written down this month. */
  @Test
  void aTableOfCodesHoldsFromItsDayOn() throws IOException {
    Dialect own =
        Dialect.load(
            write(
                "scheme.yaml",
                """
                extends: iso87-ascii
                response-codes:
                  - {source: bulletin 1, effective: 2026-01-01, DECLINE_HARD: ["05", "51"]}
                  - {source: bulletin 2, effective: 2026-10-01, DECLINE_SOFT: ["05"]}
                """));
    assertThat(own.classify("05", 20251231)).isEqualTo(ResponseClass.DECLINE_SOFT);
    assertThat(own.classify("05", 20260930)).isEqualTo(ResponseClass.DECLINE_HARD);
    assertThat(own.classify("05", 20261001)).isEqualTo(ResponseClass.DECLINE_SOFT);
    assertThat(own.classify("51", 20261001)).isEqualTo(ResponseClass.DECLINE_HARD);
    assertThat(own.classify("00", 20261001)).isEqualTo(ResponseClass.APPROVED);
    assertThat(own.codeTables())
        .extracting(CodeTable::source)
        .startsWith("bulletin 2", "bulletin 1")
        .hasSize(3)
        .doesNotContain("");
  }

  @Test
  void aMistakeInTheMiddleHasItsOwnLine() throws IOException {
    Path file = write("wrong.yaml", "extends: iso87-ascii\n# a comment\ncarried:\n  - 2\n  - 36\n");
    assertThatThrownBy(() -> Dialect.load(file)).hasMessageStartingWith(file + ":5: DE 36");
  }

  @Test
  void aMistakeInThePackagerHasThePackagersLine() throws IOException {
    write("own.xml", "<isopackager>\n  <isofield id=\"0\"/>\n</isopackager>\n");
    Path file = write("scheme.yaml", "packager: own.xml\n");
    assertThatThrownBy(() -> Dialect.load(file))
        .hasMessageStartingWith(directory.resolve("own.xml") + ":2: class null is not on");
  }

  @Test
  void aPackagerOfOnesOwnHasToBeNamedOrExtended() throws IOException {
    Path file = write("scheme.yaml", "repeats-flagged: true\n");
    assertThatThrownBy(() -> Dialect.load(file))
        .hasMessageStartingWith(file + ":1: \"packager\" is missing");
  }

  @Test
  void aFileThatIsNotThereIsSaidSo() {
    Path file = directory.resolve("none.yaml");
    assertThatThrownBy(() -> Dialect.load(file)).hasMessage(file + ": can't be read: no such file");
  }
}

package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What doesn't fit its field is refused by name, and what it held isn't repeated. */
class EncodeRefusalTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2  | 41111111111111111111   | has 20 of at most 19",
        "2  | 411111111111111x       | has to be digits",
        "3  | 0000001                | has 7 of at most 6",
        "28 | 100000000              | has to be C or D and digits",
        "28 | C100000000             | has 10 of at most 9",
        "35 | 4111111111111111+3012  | has to be digits and a separator",
        "39 | 000                    | has 3 of at most 2",
        "41 | GATE004\u20ac          | has to be ISO 8859-1 characters",
        "52 | 0F1E2D3C4B5A69         | has 7 bytes instead of 8",
        "52 | 0F1E2D3C4B5A697        | has to be upper-case hexadecimal",
        "52 | 0f1e2d3c4b5a6978       | has to be upper-case hexadecimal",
        "90 | 010000471111230430001234567890100000000000A | has to be digits",
      })
  void fields(int number, String text, String why) {
    Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.of(number), text).build();
    for (String name : Dialect.names()) {
      Dialect dialect = Dialect.named(name).orElseThrow();
      assertThatThrownBy(() -> dialect.encode(message))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("DE " + number + " (" + dialect.layout().name(De.of(number)))
          .hasMessageContaining(why)
          .satisfies(thrown -> {
            var trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace));
            org.assertj.core.api.Assertions.assertThat(trace.toString()).doesNotContain(text);
          });
    }
  }

  @Test
  void aMessageThatNoFrameHoldsIsRefused() {
    var message = Message.of(Mti.AUTHORISATION_REQUEST);
    for (int number = 105; number <= 113; number++) {
      message.set(De.of(number), "x".repeat(999));
    }
    Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
    assertThatThrownBy(() -> dialect.encode(message.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0100 has 9054 bytes, a frame of iso87-ascii holds 8192");
  }
}

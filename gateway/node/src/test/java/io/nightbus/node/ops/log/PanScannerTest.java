package io.nightbus.node.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PanScannerTest {
  private final PanScanner scanner = new PanScanner();

  @ParameterizedTest
  @CsvSource({
    "card 4111111111111111 refused, card ************1111 refused",
    "4111 1111 1111 1111, **** **** **** 1111",
    "4111-1111-1111-1111, ****-****-****-1111",
    "pan=5555555555554444;, pan=************4444;",
    "164111111111111111, **************1111",
    ";4111111111111112=29122010000012345?, ;************1112=******************",
    "%B4111111111111111^DOE/J^2912, %B************1111^**********",
    "4111111111111111D2912201000, ************1111D**********",
    "4111111111111111 4000000000000002, **************** ************0002",
    "2026 4111 1111 1111 1111, **** **** **** **** 1111",
    "12345678901234567890123, *******************0123",
    "378282246310005, ***********0005",
  })
  void masksWhatCouldBeACard(String text, String masked) {
    String clean = scanner.clean(text);

    assertThat(clean).isEqualTo(masked);
    assertThat(scanner.masked()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "2026-11-22T08:15:00.123456Z",
        "stan 000123 rrn 632708000123",
        "000000000000000",
        "10.10.10.10:7101",
        "12,300 charges of 20,000",
        "",
        "20261122081500"
      })
  void leavesTheRestAsItIs(String text) {
    assertThat(scanner.clean(text)).isSameAs(text);
    assertThat(scanner.masked()).isZero();
  }

  @Test
  void countsEach() {
    String clean = scanner.clean("{\"a\":\"4111111111111111\",\"b\":\"4000000000000002\"}");

    assertThat(clean).isEqualTo("{\"a\":\"************1111\",\"b\":\"************0002\"}");
    assertThat(scanner.masked()).isEqualTo(2);
  }
}

package io.nightbus.iso;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrailTest {
  private static Message message(int mti, String time, String stan, String rrn) {
    Message.Builder message =
        Message.of(new Mti(mti))
            .set(De.TRANSMISSION_TIME, time)
            .set(De.STAN, stan)
            .set(De.ACQUIRER, "123456")
            .set(De.TERMINAL, "TERM0001");
    return (rrn.isEmpty() ? message : message.set(De.RRN, rrn)).build();
  }

  @Test
  void isTheSameOnEveryLegAndForRepeatsAndAnswers() {
    Trail asked = Trail.of(message(100, "1126040000", "000001", "000000000042"));

    assertThat(Trail.of(message(100, "1126040001", "777777", "000000000042"))).isEqualTo(asked);
    assertThat(Trail.of(message(101, "1126040000", "000001", "000000000042"))).isEqualTo(asked);
    assertThat(Trail.of(message(110, "1126040000", "000001", "000000000042"))).isEqualTo(asked);
  }

  @Test
  void anotherTypeOrReferenceIsAnotherTrail() {
    Trail asked = Trail.of(message(100, "1126040000", "000001", "000000000042"));

    assertThat(Trail.of(message(120, "1126040000", "000001", "000000000042"))).isNotEqualTo(asked);
    assertThat(Trail.of(message(100, "1126040000", "000001", "000000000043"))).isNotEqualTo(asked);
  }

  @Test
  void withoutAReferenceTheLegsNumbersCount() {
    Trail asked = Trail.of(message(200, "1126040000", "000001", ""));

    assertThat(Trail.of(message(210, "1126040000", "000001", ""))).isEqualTo(asked);
    assertThat(Trail.of(message(200, "1126040000", "000002", ""))).isNotEqualTo(asked);
  }

  @Test
  void anAdviceAndAReversalLeadToTheirRequest() {
    Trail asked = Trail.of(message(100, "1126040000", "000001", "000000000042"));
    Message advice = message(121, "1126050000", "000009", "000000000042");
    Message reversal =
        message(420, "1126050000", "000010", "000000000042")
            .edit()
            .set(De.ORIGINAL_DATA, "010000000111260400000000012345600000000000")
            .build();

    assertThat(Trail.ofOriginal(advice)).isEqualTo(asked);
    assertThat(Trail.ofOriginal(reversal)).isEqualTo(asked);
  }

  @Test
  void idsAreOfTheRightLengthAndDifferFromEachOther() {
    var trail = new Trail("0100|1|2|3");

    assertThat(trail.trace()).matches("[0-9a-f]{32}").isEqualTo(new Trail("0100|1|2|3").trace());
    assertThat(trail.span()).matches("[0-9a-f]{16}").isNotEqualTo(trail.trace().substring(0, 16));
    assertThat(new Trail("0100|1|2|4").trace()).isNotEqualTo(trail.trace());
  }
}

package io.nightbus.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.exchange.Awaiting.Match;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitingTest {
  private final Awaiting<String> awaiting = new Awaiting<>(List.of(De.PAN, De.AMOUNT, De.RRN));

  private static final Stamp STAMP = new Stamp(Mti.AUTHORISATION_REQUEST, 17, "1122235959");

  private static Message request(Stamp stamp) {
    return stamp
        .onto(
            Message.of(Mti.AUTHORISATION_REQUEST)
                .set(De.PAN, "4111111111111111")
                .set(De.AMOUNT, "000000000240")
                .set(De.RRN, "000000000001")
                .build())
        .build();
  }

  private static Message response(Message request) {
    return request.edit().mti(request.mti().response()).set(De.RESPONSE_CODE, "00").build();
  }

  private void send(Stamp stamp, long deadline, String what) {
    awaiting.add(stamp, request(stamp), deadline, what);
  }

  @Test
  void findsWhatAResponseAnswersOnce() {
    send(STAMP, 10, "a");
    assertThat(awaiting.match(response(request(STAMP))))
        .isEqualTo(new Match.Matched<>(request(STAMP), "a"));
    assertThat(awaiting.match(response(request(STAMP)))).isEqualTo(new Match.Duplicate<>("a"));
    assertThat(awaiting.size()).isZero();
  }

  @Test
  void aResponseWithAnotherAmountClosesNothing() {
    send(STAMP, 10, "a");
    Message wrong = response(request(STAMP)).with(De.AMOUNT, "000000000999");
    assertThat(awaiting.match(wrong)).isEqualTo(new Match.Mispaired<>(De.AMOUNT, "a"));
    assertThat(awaiting.size()).isEqualTo(1);
  }

  @Test
  void aResponseToAnotherDaysSameStanClosesNothing() {
    send(STAMP, 10, "a");
    Message wrong = response(request(STAMP)).with(De.TRANSMISSION_TIME, "1121235959");
    assertThat(awaiting.match(wrong)).isEqualTo(new Match.Mispaired<>(De.TRANSMISSION_TIME, "a"));
  }

  @Test
  void anAnswerAfterTheDeadlineIsLateOnceThenDuplicate() {
    send(STAMP, 10, "a");
    assertThat(awaiting.expired(9)).isEmpty();
    assertThat(awaiting.expired(10)).containsExactly("a");
    assertThat(awaiting.expired(11)).isEmpty();
    assertThat(awaiting.match(response(request(STAMP))))
        .isEqualTo(new Match.Late<>(request(STAMP), "a"));
    assertThat(awaiting.match(response(request(STAMP)))).isEqualTo(new Match.Duplicate<>("a"));
  }

  @Test
  void expiresInOrderOfDeadlineAndForgetsWhatWasAnswered() {
    Stamp other = new Stamp(Mti.AUTHORISATION_REQUEST, 18, "1122235959");
    Stamp third = new Stamp(Mti.AUTHORISATION_REQUEST, 19, "1122235959");
    send(STAMP, 30, "a");
    send(other, 10, "b");
    send(third, 20, "c");
    awaiting.match(response(request(third)));
    assertThat(awaiting.deadline()).isEqualTo(10);
    assertThat(awaiting.expired(40)).containsExactly("b", "a");
    assertThat(awaiting.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aRepeatUnderTheSameStampIsNotExpiredByItsFirstDeadline() {
    send(STAMP, 10, "a");
    assertThat(awaiting.expired(10)).containsExactly("a");
    send(STAMP, 100, "a again");
    assertThat(awaiting.expired(50)).isEmpty();
    assertThat(awaiting.match(response(request(STAMP))))
        .isEqualTo(new Match.Matched<>(request(STAMP), "a again"));
  }

  @Test
  void aReversalWithTheStanOfItsOriginalIsAnotherMessage() {
    send(STAMP, 10, "a");
    Stamp reversal = new Stamp(Mti.REVERSAL_ADVICE, 17, "1122235959");
    awaiting.add(reversal, reversal.onto(request(STAMP)).build(), 10, "r");
    assertThat(awaiting.match(response(request(STAMP)))).isInstanceOf(Match.Matched.class);
    assertThat(awaiting.size()).isEqualTo(1);
    assertThat(awaiting.isFree(17)).isFalse();
  }

  @Test
  void nonsenseMatchesNothing() {
    send(STAMP, 10, "a");
    Message response = response(request(STAMP));
    assertThat(awaiting.match(response.with(De.STAN, "000018")))
        .isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.match(response.edit().drop(De.STAN).build()))
        .isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.match(response.with(De.STAN, "ABCDEF")))
        .isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.match(response.as(new Mti(130)))).isInstanceOf(Match.Mispaired.class);
  }

  @Test
  void anAnswerThatMatchesNothingIsExplainedByWhatItWouldMatchButForOneElement() {
    send(STAMP, 10, "a");
    Message right = response(request(STAMP));
    Message otherStan = right.with(De.STAN, "000018");
    assertThat(awaiting.match(otherStan)).isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.nearest(otherStan))
        .contains(new Awaiting.Near("000017", De.STAN.toString(), false));
    Message otherClass = right.edit().mti(Mti.REVERSAL_ADVICE.response()).build();
    assertThat(awaiting.match(otherClass)).isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.nearest(otherClass)).contains(new Awaiting.Near("000017", "MTI", false));
    assertThat(awaiting.nearest(otherStan.with(De.RRN, "000000000009"))).isEmpty();
    assertThat(awaiting.nearest(otherStan.with(De.TRANSMISSION_TIME, "0101000000"))).isEmpty();
    assertThat(awaiting.size()).isEqualTo(1);

    awaiting.expired(10);
    Message otherDay = right.with(De.TRANSMISSION_TIME, "1121235959");
    assertThat(awaiting.match(otherDay)).isEqualTo(new Match.Unsolicited<>());
    assertThat(awaiting.nearest(otherDay))
        .contains(new Awaiting.Near("000017", De.TRANSMISSION_TIME.toString(), true));
  }

  /** Shifted by one, an answer comes under the numbers of a request that was answered before. */
  @Test
  void anAnswerUnderTheNumbersOfARequestThatHasEndedIsMispairedToo() {
    send(STAMP, 10, "a");
    Message wrong = response(request(STAMP)).with(De.RRN, "000000000009");
    awaiting.match(response(request(STAMP)));
    assertThat(awaiting.match(wrong)).isEqualTo(new Match.Mispaired<>(De.RRN, "a"));

    Stamp other = new Stamp(Mti.AUTHORISATION_REQUEST, 18, "1122235959");
    send(other, 10, "b");
    awaiting.expired(10);
    assertThat(awaiting.match(response(request(other)).with(De.AMOUNT, "000000000999")))
        .isEqualTo(new Match.Mispaired<>(De.AMOUNT, "b"));
    assertThat(awaiting.match(response(request(other))))
        .as("its own may still come")
        .isEqualTo(new Match.Late<>(request(other), "b"));
  }

  @Test
  void onlyTheNewestAreLookedAtForAnExplanation() {
    for (int stan = 1; stan <= 400; stan++) {
      Stamp stamp = new Stamp(Mti.AUTHORISATION_REQUEST, stan, "1122235959");
      Message sent = request(stamp).with(De.RRN, String.format("%012d", stan));
      awaiting.add(stamp, sent, 10, "x" + stan);
    }
    Message newest = response(request(STAMP)).with(De.STAN, "000999");
    assertThat(awaiting.nearest(newest.with(De.RRN, "000000000399")))
        .contains(new Awaiting.Near("000399", De.STAN.toString(), false));
    assertThat(awaiting.nearest(newest.with(De.RRN, "000000000001"))).isEmpty();
  }
}

package io.nightbus.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.exchange.Inbox.Opening;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final Stamp STAMP = new Stamp(Mti.AUTHORISATION_REQUEST, 1, "1122235959");
  private final Inbox<String> inbox = new Inbox<>(2, 2, 3);

  private static Message request(String amount) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "4111111111111111")
        .set(De.AMOUNT, amount)
        .build();
  }

  private static Message answer() {
    return Message.of(Mti.AUTHORISATION_RESPONSE)
        .set(De.RESPONSE_CODE, "00")
        .set(De.APPROVAL_CODE, "123456")
        .build();
  }

  @Test
  void theSameRequestIsInProgressThenGetsTheSameAnswer() {
    Message request = request("000000000100");
    assertThat(inbox.look("k", request)).isEqualTo(new Opening.New<>());
    inbox.open("k", request, "live");
    assertThat(inbox.look("k", request)).isEqualTo(new Opening.InProgress<>("live"));
    inbox.finish("k", request, answer(), STAMP, 7);
    assertThat(inbox.look("k", request)).isEqualTo(new Opening.Answered<>(answer(), 7));
    assertThat(inbox.sentAs("k")).contains(STAMP);
  }

  @Test
  void aRepeatDigitDoesNotMakeItAnotherRequest() {
    Message request = request("000000000100");
    inbox.open("k", request, "live");
    assertThat(inbox.look("k", request.as(new Mti(101)))).isInstanceOf(Opening.InProgress.class);
  }

  @Test
  void otherContentUnderTheSameIdentityIsAConflictBeforeAndAfterTheAnswer() {
    inbox.open("k", request("000000000100"), "live");
    assertThat(inbox.look("k", request("000000000200")))
        .isEqualTo(new Opening.Conflict<>(De.AMOUNT));
    inbox.finish("k", request("000000000100"), answer(), STAMP, 0);
    assertThat(inbox.look("k", request("000000000200")))
        .isEqualTo(new Opening.Conflict<>(De.AMOUNT));
  }

  @Test
  void refusesWhenTooManyAreInProgressAndForgetsTheOldestAnswers() {
    inbox.open("a", request("000000000001"), "a");
    inbox.open("b", request("000000000001"), "b");
    assertThat(inbox.look("c", request("000000000001"))).isEqualTo(new Opening.Full<>());
    inbox.finish("a", request("000000000001"), answer(), STAMP, 0);
    inbox.finish("b", request("000000000001"), answer(), STAMP, 0);
    inbox.finish("c", request("000000000001"), answer(), STAMP, 0);
    assertThat(inbox.look("a", request("000000000001"))).isEqualTo(new Opening.New<>());
    assertThat(inbox.look("c", request("000000000001"))).isInstanceOf(Opening.Answered.class);
  }

  /** For what the book has it stands in; of the others nobody else knows. */
  @Test
  void whatIsKnownHereAloneIsRememberedForLonger() {
    Message request = request("000000000001");
    for (String key : List.of("a", "b", "c")) {
      inbox.finishUnbooked(key, request, answer(), STAMP, 0);
    }
    for (String key : List.of("d", "e", "f")) {
      inbox.finish(key, request, answer(), STAMP, 0);
    }
    assertThat(inbox.look("a", request)).isInstanceOf(Opening.Answered.class);
    assertThat(inbox.look("d", request)).isEqualTo(new Opening.New<>());
    assertThat(inbox.look("f", request)).isInstanceOf(Opening.Answered.class);
    inbox.finish("a", request, answer(), STAMP, 0);
    inbox.finishUnbooked("g", request, answer(), STAMP, 0);
    assertThat(inbox.look("b", request))
        .as("a is booked by now")
        .isInstanceOf(Opening.Answered.class);
  }

  @Test
  void identityHasNoAccountDataAndNoRepeatDigit() {
    Message request =
        request("000000000001")
            .edit()
            .set(De.STAN, "000001")
            .set(De.TRANSMISSION_TIME, "1122235959")
            .build();
    String key = Identity.of("network", request).key();
    assertThat(key)
        .doesNotContain("4111")
        .isEqualTo(Identity.of("network", request.as(new Mti(101))).key());
    assertThat(key).isNotEqualTo(Identity.of("acquirer", request).key());
  }

  @Test
  void aRefusalIsGivenAgainButNothingWentOut() {
    Message request = request("000000000100");
    inbox.open("k", request, "live");
    inbox.refused("k", request, answer());
    assertThat(inbox.look("k", request)).isEqualTo(new Opening.Answered<>(answer(), 0));
    assertThat(inbox.sentAs("k")).isEmpty();
    assertThat(inbox.inProgress()).isZero();
  }
}

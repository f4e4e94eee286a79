package io.nightbus.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.iso.dialect.NetworkCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What requests on a link, answered and not, say about it. */
class HealthTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final Step NOTHING = new Step.Nothing();

  /** Monotonic time may be negative. */
  private long now = -7 * SECOND;

  private long token;
  private final Deque<Long> out = new ArrayDeque<>();
  private final Link link = up();

  private Link up() {
    var settings =
        new LinkSettings(
            new LinkId("network", "north", "n1"),
            true,
            SignOn.NONE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    var made = new Link(settings, new SplittableRandom(1), now);
    made.tick(now, false);
    made.opened(now);
    return made;
  }

  private void send() {
    send(0, 0);
  }

  private void send(long after, long durable) {
    token += 2;
    out.add(token);
    link.sent(token, "", after, durable, now);
  }

  private void end(boolean answered) {
    link.ended(out.remove(), answered, now);
    if (answered) {
      link.heard(now);
    }
  }

  private void pass(long millis) {
    now += millis * MILLI;
  }

  private Step look(boolean othersAnswer) {
    return link.tick(now, othersAnswer);
  }

  @Test
  void isDoubtedWhenARequestWaitsUnusuallyLongWhileAnotherLinkAnswers() {
    send();
    pass(200);
    assertThat(look(true)).isEqualTo(NOTHING);
    pass(200);
    assertThat(look(true)).isEqualTo(new Step.Doubted(Doubt.SLOW));
    assertThat(link.isUsable()).isTrue();
  }

  @Test
  void isNotDoubtedWhenTheHostIsAsSlowOnEveryLink() {
    send();
    pass(1_900);
    assertThat(look(false)).isEqualTo(NOTHING);
  }

  @Test
  void whatIsUsualIsWhatItsAnswersTook() {
    for (int i = 0; i < 50; i++) {
      send();
      pass(200);
      end(true);
    }
    send();
    pass(590);
    assertThat(look(true)).isEqualTo(NOTHING);
    pass(110);
    assertThat(look(true)).isEqualTo(new Step.Doubted(Doubt.SLOW));
  }

  @Test
  void isTrustedAgainWhenItWasOnlySlow() {
    send();
    pass(400);
    look(true);
    pass(200);
    end(true);
    pass(100);
    assertThat(look(true)).isEqualTo(new Step.Rose());
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void whatWaitsForTheBookIsNotThePeersFault() {
    send(7, 6);
    pass(1_500);
    assertThat(look(true)).isEqualTo(NOTHING);
    link.stored(7, now);
    pass(200);
    assertThat(look(true)).isEqualTo(NOTHING);
    pass(200);
    assertThat(look(true)).isEqualTo(new Step.Doubted(Doubt.SLOW));
  }

  @Test
  void isDoubtedAfterThreeTimeOutsInARowAndDeafAfterFive() {
    for (int i = 0; i < 2; i++) {
      send();
      end(false);
    }
    send();
    end(true);
    for (int i = 1; i <= 5; i++) {
      assertThat(link.isDeaf(now)).isFalse();
      send();
      end(false);
      pass(200);
      Step expected =
          switch (i) {
            case 3 -> new Step.Doubted(Doubt.TIMEOUTS);
            case 4 -> new Step.Say(NetworkCode.ECHO);
            default -> NOTHING;
          };
      assertThat(look(false)).isEqualTo(expected);
    }
    assertThat(link.isDeaf(now)).isTrue();
    assertThat(link.outstanding()).isZero();
  }

  @Test
  void fiveRequestsThatAreOutForSecondsMakeItDeafBeforeTheyAreGivenUp() {
    for (int i = 0; i < 5; i++) {
      send();
    }
    pass(2_900);
    assertThat(link.isDeaf(now)).isFalse();
    pass(100);
    assertThat(link.isDeaf(now)).isTrue();
  }

  @Test
  void oneLateAnswerAmongOthersDoesNotMakeItDeaf() {
    for (int i = 0; i < 5; i++) {
      send();
    }
    pass(10);
    send();
    long last = out.removeLast();
    link.ended(last, true, now);
    pass(4_000);
    assertThat(link.isDeaf(now)).isFalse();
  }

  @Test
  void isDoubtedWhenAQuarterOfTheAnswersIsMissing() {
    int sent = 0;
    Step step = NOTHING;
    while (step.equals(NOTHING)) {
      send();
      end(sent % 4 != 0);
      sent++;
      pass(100);
      step = look(true);
    }
    assertThat(step).isEqualTo(new Step.Doubted(Doubt.SHARE));
    assertThat(sent).isBetween(Share.SAMPLE, 2 * Share.SAMPLE);
  }

  @Test
  void oneUnansweredInAHundredIsNoDoubt() {
    for (int i = 0; i < 500; i++) {
      send();
      end(i % 100 != 0);
      pass(50);
      assertThat(look(true)).isEqualTo(NOTHING);
    }
  }

  @Test
  void isProbedWithOneRequestAtATimeAndTrustedAfterThreeAnswers() {
    timeOut(3);
    look(false);
    assertThat(link.wantsProbe(now)).isFalse();
    pass(1_000);
    for (int i = 0; i < 3; i++) {
      assertThat(link.wantsProbe(now)).isTrue();
      send();
      assertThat(link.wantsProbe(now)).isFalse();
      pass(20);
      end(true);
    }
    pass(100);
    assertThat(look(false)).isEqualTo(new Step.Rose());
  }

  private void timeOut(int times) {
    for (int i = 0; i < times; i++) {
      send();
      end(false);
    }
    pass(200);
  }

  @Test
  void aProbeThatIsNotAnsweredMakesTheNextOneWaitLonger() {
    timeOut(3);
    look(false);
    pass(1_000);
    send();
    pass(500);
    end(false);
    pass(1_900);
    assertThat(link.wantsProbe(now)).isFalse();
    pass(200);
    assertThat(link.wantsProbe(now)).isTrue();
  }

  @Test
  void stragglersFromBeforeTheDoubtAreNoProbes() {
    send();
    send();
    send();
    timeOutNewest(3);
    look(false);
    for (int i = 0; i < 3; i++) {
      end(true);
      pass(200);
      assertThat(look(false)).isEqualTo(NOTHING);
    }
    assertThat(link.state()).isInstanceOf(LinkState.Suspect.class);
  }

  private void timeOutNewest(int times) {
    for (int i = 0; i < times; i++) {
      send();
      link.ended(out.removeLast(), false, now);
    }
    pass(200);
  }

  @Test
  void anEchoThatIsAnsweredIsNoProofThatRequestsAre() {
    timeOut(3);
    look(false);
    link.heard(now);
    assertThat(link.isUp()).isFalse();
    pass(1_000);
    assertThat(link.wantsProbe(now)).isTrue();
  }

  @Test
  void aPeerThatTakesNoBytesIsDoubtedUntilItIsHeard() {
    assertThat(link.stalled(now)).isEqualTo(new Step.Doubted(Doubt.STALLED));
    assertThat(link.heard(now)).isEqualTo(new Step.Rose());
  }

  @Test
  void oneMispairedAnswerIsDoubtedAndTheSecondCuts() {
    assertThat(link.mispaired(now)).isEqualTo(new Step.Doubted(Doubt.MISPAIRED));
    assertThat(link.mispaired(now)).isEqualTo(new Step.Cut(LossReason.MISPAIRED));
  }

  @Test
  void isHeldBackForLongerEachTimeItFalls() {
    assertThat(link.isHeldBack(now)).isFalse();
    long held = 0;
    for (int i = 0; i < 4; i++) {
      link.lost(LossReason.RESET, now);
      pass(500);
      link.tick(now, false);
      link.opened(now);
      long since = now;
      while (link.isHeldBack(now)) {
        pass(1_000);
      }
      assertThat(now - since).isGreaterThan(held);
      held = now - since;
    }
    assertThat(link.isFlapping(now)).isTrue();
    pass(61_000);
    assertThat(link.isFlapping(now)).isFalse();
    link.lost(LossReason.RESET, now);
    pass(500);
    link.tick(now, false);
    link.opened(now);
    pass(5_000);
    assertThat(link.isHeldBack(now)).isFalse();
  }

  @Test
  void comesToItsFullShareSlowly() {
    assertThat(link.tenths(now)).isEqualTo(1);
    pass(2_500);
    assertThat(link.tenths(now)).isEqualTo(5);
    pass(2_500);
    assertThat(link.tenths(now)).isEqualTo(10);
  }

  @Test
  void knowsItsRoundTrip() {
    send();
    pass(40);
    end(true);
    assertThat(link.roundTrip()).isEqualTo(40 * MILLI);
  }

  @Test
  void aSlowLinkOverWhichNothingIsHeardAtAllIsCutWithinFiveSeconds() {
    send();
    pass(400);
    assertThat(look(true)).isEqualTo(new Step.Doubted(Doubt.SLOW));
    assertThat(look(true)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    pass(2_000);
    assertThat(look(true)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    pass(2_000);
    assertThat(look(true)).isEqualTo(new Step.Cut(LossReason.SILENT));
  }
}

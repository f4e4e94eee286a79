package io.nightbus.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.iso.dialect.NetworkCode;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Step NOTHING = new Step.Nothing();

  private static Link link(boolean dials, SignOn signOn) {
    var settings =
        new LinkSettings(
            new LinkId("network", "north", "n1"),
            dials,
            signOn,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    return new Link(settings, new SplittableRandom(1), 0);
  }

  private static Link up() {
    Link link = link(true, SignOn.WE);
    link.tick(0, false);
    link.opened(0);
    link.answered(NetworkCode.SIGN_ON, true, 0);
    return link;
  }

  @Test
  void carriesTrafficOnlyAfterSignOn() {
    Link link = link(true, SignOn.WE);
    assertThat(link.tick(0, false)).isEqualTo(new Step.Dial());
    assertThat(link.opened(0)).isEqualTo(new Step.Say(NetworkCode.SIGN_ON));
    assertThat(link.isUsable()).isFalse();
    assertThat(link.answered(NetworkCode.SIGN_ON, true, 5)).isEqualTo(new Step.Rose());
    assertThat(link.isUp()).isTrue();
  }

  /** It is no firewall that keeps it waiting: TCP stands, and the time for both goes on. */
  @Test
  void isSecuredBeforeItSignsOnAndCutWhereThatDoesNotEnd() {
    Link link = link(true, SignOn.WE);
    link.tick(0, false);
    assertThat(link.state().code()).isEqualTo("CONNECTING");
    long deadline = link.deadline();
    assertThat(link.connected(5)).isEqualTo(NOTHING);
    assertThat(link.state().code()).isEqualTo("SECURING");
    assertThat(link.deadline()).isEqualTo(deadline);
    assertThat(link.tick(deadline - 1, false)).isEqualTo(NOTHING);
    assertThat(link.tick(deadline, false)).isEqualTo(new Step.Cut(LossReason.TLS_TIMEOUT));
    assertThat(link.opened(deadline)).isEqualTo(new Step.Say(NetworkCode.SIGN_ON));
  }

  /** A peer that signs us on and at once does something that no link may stand. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatNeverStandsLongIsDialledLessAndLessOften(boolean alone) {
    Link link = link(true, SignOn.WE);
    link.alone(alone);
    int dials = 0;
    for (long now = 0; now < 60 * SECOND; now = Math.max(now, link.deadline())) {
      if (link.tick(now, false).equals(new Step.Dial())) {
        dials++;
        link.opened(now);
        link.answered(NetworkCode.SIGN_ON, true, now);
        now += SECOND / 100;
        link.lost(LossReason.MISPAIRED, now);
      }
    }
    assertThat(dials).isLessThanOrEqualTo(alone ? 180 : 40);
  }

  @Test
  void oneThatStoodLongIsDialledAgainAtOnce() {
    Link link = up();
    long now = 0;
    for (int i = 0; i < 10; i++) {
      now += 6 * SECOND;
      link.lost(LossReason.RESET, now);
      assertThat(link.deadline() - now).isLessThanOrEqualTo(SECOND / 5);
      now = link.deadline();
      link.tick(now, false);
      link.opened(now);
      link.answered(NetworkCode.SIGN_ON, true, now);
    }
  }

  @Test
  void isCutWhenTheSignOnIsRefusedOrNotAnswered() {
    Link refused = link(true, SignOn.WE);
    refused.tick(0, false);
    refused.opened(0);
    assertThat(refused.answered(NetworkCode.SIGN_ON, false, 1))
        .isEqualTo(new Step.Cut(LossReason.SIGN_ON_REFUSED));
    Link silent = link(true, SignOn.WE);
    silent.tick(0, false);
    silent.opened(0);
    assertThat(silent.tick(2 * SECOND - 1, false)).isEqualTo(NOTHING);
    assertThat(silent.tick(2 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.SIGN_ON_TIMEOUT));
  }

  @Test
  void waitsForThePeersSignOnWhereThePeerConnects() {
    Link link = link(false, SignOn.PEER);
    assertThat(link.tick(SECOND, false)).isEqualTo(NOTHING);
    assertThat(link.opened(0)).isEqualTo(NOTHING);
    assertThat(link.isUsable()).isFalse();
    assertThat(link.asked(NetworkCode.SIGN_ON, false, 1)).isEqualTo(new Step.Rose());
  }

  @Test
  void sendsTwoEchoesAfterSilenceAndIsCutWhenNeitherIsAnswered() {
    Link link = up();
    assertThat(link.tick(10 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.isUp()).isTrue();
    assertThat(link.tick(11 * SECOND, false)).isEqualTo(new Step.Doubted(Doubt.ECHO_LATE));
    assertThat(link.isUsable()).isTrue();
    assertThat(link.tick(12 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.tick(14 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.SILENT));
  }

  @Test
  void isUpAgainAfterAnySignOfLifeWhereOnlyItsEchoWasLate() {
    Link link = up();
    link.tick(10 * SECOND, false);
    link.tick(11 * SECOND, false);
    assertThat(link.heard(11 * SECOND)).isEqualTo(new Step.Rose());
    assertThat(link.isUp()).isTrue();
    assertThat(link.tick(12 * SECOND, false)).isEqualTo(NOTHING);
  }

  @Test
  void countsEchoesThatATalkingPeerIgnores() {
    Link link = up();
    for (int i = 1; i <= 3; i++) {
      long silence = 20L * i * SECOND;
      link.heard(silence - 10 * SECOND);
      assertThat(link.tick(silence, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
      assertThat(link.echoesIgnored()).isEqualTo(i - 1);
      link.heard(silence + 1);
    }
    link.answered(NetworkCode.ECHO, true, 61 * SECOND);
    assertThat(link.echoesIgnored()).isZero();
  }

  @Test
  void dialsAgainAfterAPauseThatGrowsAndStaysBelowItsCap() {
    Link link = link(true, SignOn.WE);
    link.alone(false);
    long now = 0;
    for (int i = 0; i < 40; i++) {
      assertThat(link.tick(now, false)).isEqualTo(new Step.Dial());
      link.lost(LossReason.REFUSED, now);
      long pause = link.deadline() - now;
      assertThat(pause).isBetween(50_000_000L, 5 * SECOND + 50_000_000L);
      assertThat(link.tick(link.deadline() - 1, false)).isEqualTo(NOTHING);
      now = link.deadline();
    }
  }

  /** To take a connection is no success: such a peer would be dialled several times a second. */
  @Test
  void pausesGrowAlsoWhereThePeerTakesConnectionsAndRefusesTheSignOn() {
    Link link = link(true, SignOn.WE);
    link.alone(false);
    long now = 0;
    int dials = 0;
    for (; now < 60 * SECOND; dials++) {
      link.tick(now, false);
      link.opened(now);
      link.lost(LossReason.SIGN_ON_REFUSED, now);
      now = link.deadline();
    }
    assertThat(dials).isLessThan(60);
    link.tick(now, false);
    link.opened(now);
    link.answered(NetworkCode.SIGN_ON, true, now);
    link.lost(LossReason.RESET, now);
    assertThat(link.deadline() - now).as("it stood").isLessThan(SECOND / 2);
  }

  @Test
  void tellsThatItFellOnlyIfItCarriedTraffic() {
    Link never = link(true, SignOn.WE);
    never.tick(0, false);
    assertThat(never.lost(LossReason.REFUSED, 1)).isEqualTo(NOTHING);
    assertThat(up().lost(LossReason.RESET, 1)).isEqualTo(new Step.Fell(LossReason.RESET));
  }

  @Test
  void fallsWhenThePeerSignsOffAndRisesWhenItSignsOnAgain() {
    Link link = up();
    assertThat(link.asked(NetworkCode.SIGN_OFF, false, 1))
        .isEqualTo(new Step.Fell(LossReason.SIGNED_OFF));
    assertThat(link.isUsable()).isFalse();
    assertThat(link.asked(NetworkCode.SIGN_ON, false, 2)).isEqualTo(new Step.Rose());
  }

  @Test
  void aSignOnOfAPeerThatIsUpMeansARestartOnlyWhereTheDialectSaysSo() {
    Link link = up();
    assertThat(link.asked(NetworkCode.SIGN_ON, false, 60 * SECOND)).isEqualTo(NOTHING);
    assertThat(link.asked(NetworkCode.SIGN_ON, true, 60 * SECOND))
        .isEqualTo(new Step.Cut(LossReason.RESTARTED));
    link.doubt(Doubt.SLOW, 61 * SECOND);
    assertThat(link.asked(NetworkCode.SIGN_ON, true, 61 * SECOND))
        .as("also of one that is doubted")
        .isEqualTo(new Step.Cut(LossReason.RESTARTED));
  }

  /** Otherwise two that both sign on would cut each other for ever. */
  @Test
  void aSignOnRightAfterOursIsAGreeting() {
    Link link = up();
    assertThat(link.asked(NetworkCode.SIGN_ON, true, 2 * SECOND - 1)).isEqualTo(NOTHING);
    assertThat(link.asked(NetworkCode.SIGN_ON, true, 2 * SECOND))
        .isEqualTo(new Step.Cut(LossReason.RESTARTED));
  }

  @Test
  void whoSignsOnAfterHeHasSignedOffIsBackAndHasNotRestarted() {
    Link link = up();
    link.asked(NetworkCode.SIGN_OFF, true, 60 * SECOND);
    assertThat(link.asked(NetworkCode.SIGN_ON, true, 61 * SECOND)).isEqualTo(new Step.Rose());
  }

  /** Half-open, it would wait for a sign-on for ever. */
  @Test
  void aPeerThatSignedOffAndIsSilentIsAskedAndCut() {
    Link link = up();
    link.asked(NetworkCode.SIGN_OFF, false, 0);
    assertThat(link.deadline()).isEqualTo(10 * SECOND);
    assertThat(link.tick(10 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    link.heard(10 * SECOND + 1);
    link.answered(NetworkCode.ECHO, true, 10 * SECOND + 1);
    assertThat(link.isUsable()).as("it is there, and takes nothing").isFalse();

    assertThat(link.tick(21 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.tick(22 * SECOND, false)).isEqualTo(NOTHING);
    assertThat(link.tick(23 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.tick(25 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.SILENT));
  }

  @Test
  void isNotDialledAgainOnceDrained() {
    Link link = up();
    assertThat(link.drain(1)).isEqualTo(new Step.Fell(LossReason.DRAINED));
    link.lost(LossReason.CLOSED_BY_PEER, 2);
    assertThat(link.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aDrainLetsWhatIsOutFinishThenSignsOffAndCloses() {
    Link link = up();
    link.sent(2, "", 0, 0, 0);
    link.drain(1);
    assertThat(link.isUsable()).isFalse();
    assertThat(link.tick(SECOND, false)).isEqualTo(NOTHING);
    link.ended(2, true, SECOND);
    assertThat(link.tick(SECOND, false)).isEqualTo(new Step.Say(NetworkCode.SIGN_OFF));
    assertThat(link.answered(NetworkCode.SIGN_OFF, true, 2 * SECOND))
        .isEqualTo(new Step.Cut(LossReason.DRAINED));
  }

  @Test
  void aDrainDoesNotWaitForEver() {
    Link link = up();
    link.sent(2, "", 0, 0, 0);
    link.drain(0);
    assertThat(link.deadline()).isEqualTo(30 * SECOND);
    assertThat(link.tick(30 * SECOND, false)).isEqualTo(new Step.Say(NetworkCode.SIGN_OFF));
    assertThat(link.tick(32 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.DRAINED));
  }

  @Test
  void aDrainIsTakenBackAtOnceOrByANewConnection() {
    Link link = up();
    link.sent(2, "", 0, 0, 0);
    link.drain(1);
    assertThat(link.restore(2)).isEqualTo(new Step.Rose());
    link.drain(3);
    link.lost(LossReason.DRAINED, 4);
    assertThat(link.restore(5)).isEqualTo(NOTHING);
    assertThat(link.tick(5, false)).isEqualTo(new Step.Dial());
  }

  @Test
  void isDialledOftenAndImpatientlyWhileItsEndpointHasNoLinkAtAll() {
    Link link = link(true, SignOn.WE);
    long now = 0;
    for (int i = 0; i < 20; i++) {
      link.tick(now, false);
      link.lost(LossReason.REFUSED, now);
      assertThat(link.deadline() - now).isLessThanOrEqualTo(SECOND / 2);
      now = link.deadline();
    }
    link.alone(false);
    for (int i = 0; i < 20; i++) {
      now = link.deadline();
      link.tick(now, false);
      link.lost(LossReason.REFUSED, now);
    }
    long relaxed = link.deadline();
    link.alone(true);
    assertThat(link.deadline()).isLessThanOrEqualTo(Math.min(relaxed, now + SECOND / 2));
  }

  @Test
  void anAttemptThatNobodyAnswersIsGivenUp() {
    Link link = link(true, SignOn.WE);
    link.tick(0, false);
    assertThat(link.deadline()).isEqualTo(SECOND);
    assertThat(link.tick(SECOND, false)).isEqualTo(new Step.Cut(LossReason.CONNECT_TIMEOUT));
  }

  private static Link candidate() {
    Link like = link(true, SignOn.WE);
    var id = new LinkId("network", "south", "1");
    return new Link(like.settings().announced(id), new SplittableRandom(1), 0);
  }

  @Test
  void anAnnouncedAddressCarriesNothingBeforeItHasEchoed() {
    Link link = candidate();
    link.tick(0, false);
    link.opened(0);
    assertThat(link.answered(NetworkCode.SIGN_ON, true, 1))
        .isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.isUsable()).isFalse();
    assertThat(link.isCandidate()).isTrue();
    assertThat(link.answered(NetworkCode.ECHO, true, 2)).isEqualTo(new Step.Rose());
    assertThat(link.isVerified()).isTrue();
    link.lost(LossReason.RESET, 3);
    link.opened(4);
    assertThat(link.answered(NetworkCode.SIGN_ON, true, 5)).isEqualTo(new Step.Rose());
  }

  @Test
  void anAnnouncedAddressThatNeverEchoesIsNamedSo() {
    Link link = candidate();
    link.tick(0, false);
    link.opened(0);
    link.answered(NetworkCode.SIGN_ON, true, 0);
    assertThat(link.deadline()).isEqualTo(2 * SECOND);
    assertThat(link.tick(2 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.ECHO_TIMEOUT));
    link.lost(LossReason.ECHO_TIMEOUT, 2 * SECOND);
    assertThat(link.lastLoss().map(LossReason::signature)).contains("signed on, never echoed");
    assertThat(link.isCandidate()).isTrue();
  }

  @Test
  void anAnnouncedAddressIsGivenUpSoonerThanAConfiguredOne() {
    var patient =
        new LinkSettings(
            new LinkId("network", "south", "1"),
            true,
            SignOn.WE,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    Link link = new Link(patient.announced(patient.id()), new SplittableRandom(1), 0);
    link.alone(false);
    link.tick(0, false);
    assertThat(link.tick(2 * SECOND, false)).isEqualTo(new Step.Cut(LossReason.CONNECT_TIMEOUT));
  }
}

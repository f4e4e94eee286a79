package io.nightbus.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.iso.dialect.NetworkCode;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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
    link.tick(0);
    link.opened(0);
    link.answered(NetworkCode.SIGN_ON, true, 0);
    return link;
  }

  @Test
  void carriesTrafficOnlyAfterSignOn() {
    Link link = link(true, SignOn.WE);
    assertThat(link.tick(0)).isEqualTo(new Step.Dial());
    assertThat(link.opened(0)).isEqualTo(new Step.Say(NetworkCode.SIGN_ON));
    assertThat(link.isUsable()).isFalse();
    assertThat(link.answered(NetworkCode.SIGN_ON, true, 5)).isEqualTo(new Step.Rose());
    assertThat(link.isUp()).isTrue();
  }

  @Test
  void isCutWhenTheSignOnIsRefusedOrNotAnswered() {
    Link refused = link(true, SignOn.WE);
    refused.tick(0);
    refused.opened(0);
    assertThat(refused.answered(NetworkCode.SIGN_ON, false, 1))
        .isEqualTo(new Step.Cut(LossReason.SIGN_ON_REFUSED));
    Link silent = link(true, SignOn.WE);
    silent.tick(0);
    silent.opened(0);
    assertThat(silent.tick(2 * SECOND - 1)).isEqualTo(NOTHING);
    assertThat(silent.tick(2 * SECOND)).isEqualTo(new Step.Cut(LossReason.SIGN_ON_TIMEOUT));
  }

  @Test
  void waitsForThePeersSignOnWhereThePeerConnects() {
    Link link = link(false, SignOn.PEER);
    assertThat(link.tick(SECOND)).isEqualTo(NOTHING);
    assertThat(link.opened(0)).isEqualTo(NOTHING);
    assertThat(link.isUsable()).isFalse();
    assertThat(link.asked(NetworkCode.SIGN_ON, 1)).isEqualTo(new Step.Rose());
  }

  @Test
  void sendsAnEchoAfterSilenceAndIsCutWhenThatIsNotAnsweredEither() {
    Link link = up();
    assertThat(link.tick(10 * SECOND)).isEqualTo(new Step.Say(NetworkCode.ECHO));
    assertThat(link.isUp()).isFalse();
    assertThat(link.isUsable()).isTrue();
    assertThat(link.tick(12 * SECOND)).isEqualTo(new Step.Cut(LossReason.SILENT));
  }

  @Test
  void isUpAgainAfterAnySignOfLife() {
    Link link = up();
    link.tick(10 * SECOND);
    link.heard(11 * SECOND);
    assertThat(link.isUp()).isTrue();
    assertThat(link.tick(12 * SECOND)).isEqualTo(NOTHING);
  }

  @Test
  void dialsAgainAfterAPauseThatGrowsAndStaysBelowItsCap() {
    Link link = link(true, SignOn.WE);
    long now = 0;
    for (int i = 0; i < 40; i++) {
      assertThat(link.tick(now)).isEqualTo(new Step.Dial());
      link.lost(LossReason.REFUSED, now);
      long pause = link.deadline() - now;
      assertThat(pause).isBetween(50_000_000L, 5 * SECOND + 50_000_000L);
      assertThat(link.tick(link.deadline() - 1)).isEqualTo(NOTHING);
      now = link.deadline();
    }
  }

  @Test
  void tellsThatItFellOnlyIfItCarriedTraffic() {
    Link never = link(true, SignOn.WE);
    never.tick(0);
    assertThat(never.lost(LossReason.REFUSED, 1)).isEqualTo(NOTHING);
    assertThat(up().lost(LossReason.RESET, 1)).isEqualTo(new Step.Fell(LossReason.RESET));
  }

  @Test
  void fallsWhenThePeerSignsOffAndRisesWhenItSignsOnAgain() {
    Link link = up();
    assertThat(link.asked(NetworkCode.SIGN_OFF, 1)).isEqualTo(new Step.Fell(LossReason.SIGNED_OFF));
    assertThat(link.isUsable()).isFalse();
    assertThat(link.asked(NetworkCode.SIGN_ON, 2)).isEqualTo(new Step.Rose());
  }

  @Test
  void isDeafAfterFiveUnansweredRequestsInARow() {
    Link link = up();
    for (int i = 0; i < 4; i++) {
      link.sent();
      link.ended(false);
    }
    link.sent();
    link.ended(true);
    for (int i = 0; i < 5; i++) {
      assertThat(link.isDeaf()).isFalse();
      link.sent();
      link.ended(false);
    }
    assertThat(link.isDeaf()).isTrue();
    assertThat(link.outstanding()).isZero();
  }

  @Test
  void isNotDialledAgainOnceDrained() {
    Link link = up();
    assertThat(link.drain(1)).isEqualTo(new Step.Fell(LossReason.DRAINED));
    link.lost(LossReason.CLOSED_BY_PEER, 2);
    assertThat(link.deadline()).isEqualTo(Long.MAX_VALUE);
  }
}

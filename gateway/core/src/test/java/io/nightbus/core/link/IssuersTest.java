package io.nightbus.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkSettings.SignOn;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One issuer that is silent behind a healthy network says nothing against the links to it. */
class IssuersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String SILENT = "400000";
  private static final String WELL = "555555";

  private final Issuers issuers = new Issuers();
  private final Link here = up("n1");
  private final Link there = up("n2");
  private long now;
  private long token;

  private Link up(String name) {
    var settings =
        new LinkSettings(
            new LinkId("network", "north", name),
            true,
            SignOn.NONE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(600),
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    var made = new Link(settings, issuers, new SplittableRandom(1), 0);
    made.tick(0, false);
    made.opened(0);
    return made;
  }

  private long send(Link link, String range) {
    token += 2;
    link.sent(token, range, 0, 0, now);
    return token;
  }

  private void answered(Link link, String range) {
    long sent = send(link, range);
    now += SECOND / 100;
    link.ended(sent, true, now);
    link.heard(now);
  }

  /** Forty requests of one range, and nothing comes back for them. */
  private void silence(Link link, Runnable meanwhile) {
    long first = token;
    for (int i = 0; i < 40; i++) {
      send(link, SILENT);
    }
    long last = token;
    now += SECOND / 100;
    meanwhile.run();
    now += 4 * SECOND;
    for (long sent = first + 2; sent <= last; sent += 2) {
      link.ended(sent, false, now);
    }
  }

  @Test
  void anIssuerThatIsSilentWhileAnotherIsAnsweredOverTheLinkIsNoFaultOfTheLink() {
    silence(
        here,
        () -> {
          answered(here, WELL);
          now += 3 * SECOND;
          assertThat(here.isDeaf(now)).isFalse();
          assertThat(here.tick(now, true)).isEqualTo(new Step.Nothing());
        });
    assertThat(here.tick(now, true)).isEqualTo(new Step.Nothing());
    assertThat(here.isDeaf(now)).isFalse();
    assertThat(here.share().missed(now)).isZero();
  }

  @Test
  void anIssuerThatIsAnsweredOverAnotherLinkIsNotSilent() {
    silence(
        here,
        () -> {
          answered(here, WELL);
          answered(there, SILENT);
        });
    assertThat(here.isDeaf(now)).isTrue();
    assertThat(here.tick(now, true)).isEqualTo(new Step.Doubted(Doubt.TIMEOUTS));
  }

  @Test
  void aLinkThatAnswersNobodyIsDeafWhoeverIsAnsweredElsewhere() {
    answered(here, WELL);
    silence(here, () -> answered(there, WELL));
    assertThat(here.isDeaf(now)).isTrue();
  }

  @Test
  void itsOwnAnswersBeforeTheSilenceAreNoExcuse() {
    answered(here, SILENT);
    answered(here, WELL);
    silence(here, () -> {});
    assertThat(here.isDeaf(now)).isTrue();
  }
}

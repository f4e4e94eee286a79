package io.nightbus.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Choice.Why;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final long SECOND = 1_000_000_000L;
  private long now = 5 * SECOND;
  private final Link first = link("n1");
  private final Link second = link("s1");
  private final Target target =
      new Target("network", List.of(first, second), 2, BreakerSettings.USUAL, () -> now);

  private static Link link(String name) {
    var settings =
        new LinkSettings(
            new LinkId("network", name.substring(0, 1), name),
            true,
            LinkSettings.SignOn.NONE,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(5));
    var link = new Link(settings, new SplittableRandom(1), 0);
    link.tick(0);
    link.opened(0);
    return link;
  }

  private Permit permit(String range) {
    return ((Via) target.choose(range)).permit();
  }

  private Choice refused() {
    return target.choose("411111");
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      target.ended(permit("411111"), Health.SICK);
    }
  }

  @Test
  void choosesTheLinkWithTheLeastOutstanding() {
    first.sent();
    assertThat(((Via) target.choose("")).link()).isSameAs(second);
    second.sent();
    second.sent();
    assertThat(((Via) target.choose("")).link()).isSameAs(first);
  }

  @Test
  void leavesALostLinkAtOnce() {
    first.lost(LossReason.RESET, now);
    for (int i = 0; i < 4; i++) {
      assertThat(((Via) target.choose("")).link()).isSameAs(second);
    }
    second.lost(LossReason.RESET, now);
    assertThat(target.choose("")).isEqualTo(new NoRoute(Why.NO_LINK));
  }

  @Test
  void refusesWhenEveryWindowIsFull() {
    for (Link link : List.of(first, first, second, second)) {
      link.sent();
    }
    assertThat(target.choose("")).isEqualTo(new NoRoute(Why.WINDOW_FULL));
  }

  @Test
  void opensAfterFailuresInARowAndLetsOneProbeThroughAfterAPause() {
    fail(5);
    assertThat(refused()).isEqualTo(new NoRoute(Why.BREAKER_OPEN));
    now += SECOND + 1;
    Permit probe = permit("411111");
    assertThat(refused()).isEqualTo(new NoRoute(Why.BREAKER_OPEN));
    target.ended(probe, Health.WELL);
    assertThat(target.breaker()).isEqualTo("CLOSED");
    assertThat(target.choose("")).isInstanceOf(Via.class);
  }

  @Test
  void aFailedProbeKeepsItOpen() {
    fail(5);
    now += SECOND + 1;
    target.ended(permit(""), Health.SICK);
    assertThat(target.breaker()).isEqualTo("OPEN");
  }

  @Test
  void aProbeThatWasNotSentGivesItsPermitBack() {
    fail(5);
    now += SECOND + 1;
    target.release(permit(""));
    assertThat(target.choose("")).isInstanceOf(Via.class);
  }

  @Test
  void stragglersFromBeforeTheTransitionCountForNothing() {
    Permit old = permit("");
    Permit older = permit("");
    fail(5);
    now += SECOND + 1;
    Permit probe = permit("");
    target.ended(old, Health.SICK);
    target.ended(older, Health.WELL);
    assertThat(target.breaker()).isEqualTo("HALF_OPEN");
    target.ended(probe, Health.WELL);
    assertThat(target.breaker()).isEqualTo("CLOSED");
  }

  @Test
  void opensAtAShareOfFailuresInTheWindow() {
    for (int i = 0; i < 10; i++) {
      target.ended(permit(""), Health.SICK);
      target.ended(permit(""), Health.WELL);
      now += SECOND / 10;
    }
    assertThat(target.breaker()).isEqualTo("OPEN");
  }

  @Test
  void aRangeThatIsOutOpensNothingElse() {
    for (int i = 0; i < 5; i++) {
      target.ended(permit("411111"), Health.RANGE_SICK);
    }
    assertThat(target.choose("411111")).isEqualTo(new NoRoute(Why.RANGE_OPEN));
    assertThat(target.choose("555555")).isInstanceOf(Via.class);
    assertThat(target.breaker()).isEqualTo("CLOSED");
    now += SECOND + 1;
    Permit probe = permit("411111");
    target.ended(probe, Health.WELL);
    assertThat(target.choose("411111")).isInstanceOf(Via.class);
  }

  @Test
  void lostLinksDoNotOpenTheEndpoint() {
    for (int i = 0; i < 20; i++) {
      target.ended(permit(""), Health.NEUTRAL);
    }
    assertThat(target.breaker()).isEqualTo("CLOSED");
  }
}

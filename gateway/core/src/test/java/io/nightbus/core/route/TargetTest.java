package io.nightbus.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.Doubt;
import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.route.Choice.NoRoute;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Choice.Via;
import io.nightbus.core.route.Choice.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TargetTest {
  private static final long SECOND = 1_000_000_000L;
  private long now = 5 * SECOND;
  private long tokens;
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
    link.tick(0, false);
    link.opened(0);
    return link;
  }

  private void send(Link link) {
    tokens += 2;
    link.sent(tokens, "", 0, 0, now);
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
    send(first);
    assertThat(((Via) target.choose("")).link()).isSameAs(second);
    send(second);
    send(second);
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
      send(link);
    }
    assertThat(target.choose("")).isEqualTo(new NoRoute(Why.WINDOW_FULL));
  }

  /** Two links of two: of four no client has more than three, and what comes back is free again. */
  @Test
  void noClientTakesAllWindowsFromTheOthers() {
    var shared =
        new Target(
            "network", List.of(first, second), 2, BreakerSettings.USUAL, Sites.ALIKE, 2, () -> now);
    var flood = new ArrayList<Permit>();
    while (shared.choose("411111", "flood") instanceof Via(var link, var permit)) {
      send(link);
      flood.add(permit);
    }
    assertThat(flood).hasSize(3);
    assertThat(shared.choose("411111", "flood")).isEqualTo(new NoRoute(Why.WINDOW_FULL));
    assertThat(shared.choose("411111", "other")).isInstanceOf(Via.class);
    for (Health health : Health.values()) {
      shared.ended(flood.removeLast(), health);
      var again = (Via) shared.choose("411111", "flood");
      assertThat(shared.choose("411111", "flood")).isEqualTo(new NoRoute(Why.WINDOW_FULL));
      flood.addFirst(again.permit());
    }
    shared.release(flood.removeLast());
    assertThat(shared.choose("411111", "flood")).isInstanceOf(Via.class);
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
  void whatFailedBeforeTheWindowIsForgotten() {
    for (int i = 0; i < 9; i++) {
      target.ended(permit(""), Health.SICK);
      target.ended(permit(""), Health.WELL);
    }
    now += BreakerSettings.USUAL.window().plusSeconds(1).toNanos();
    for (int i = 0; i < 3; i++) {
      target.ended(permit(""), Health.SICK);
    }
    assertThat(target.breaker()).isEqualTo("CLOSED");
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

  // --- sites

  private Map<String, Integer> spread(Target over, int requests) {
    var spread = new TreeMap<String, Integer>();
    for (int i = 0; i < requests; i++) {
      var via = (Via) over.choose("");
      spread.merge(via.link().id().site(), 1, Integer::sum);
      over.ended(via.permit(), Health.WELL);
    }
    return spread;
  }

  private Target with(Sites sites) {
    now += 10 * SECOND;
    return new Target(
        "network", List.of(first, second), 50, BreakerSettings.USUAL, sites, 1, () -> now);
  }

  private void rise(Link link) {
    link.tick(link.deadline(), false);
    link.opened(now);
  }

  @Test
  void aPreferredSiteTakesAllWhileItCan() {
    Target preferring = with(new Sites(List.of("s", "n"), Map.of()));
    assertThat(spread(preferring, 20)).isEqualTo(Map.of("s", 20));
    second.lost(LossReason.RESET, now);
    assertThat(spread(preferring, 20)).isEqualTo(Map.of("n", 20));
  }

  @Test
  void aPreferredSiteThatComesBackIsHeldBackAtFirst() {
    Target preferring = with(new Sites(List.of("s", "n"), Map.of()));
    second.lost(LossReason.RESET, now);
    rise(second);
    assertThat(spread(preferring, 20)).isEqualTo(Map.of("n", 20));
    now += 5 * SECOND;
    assertThat(spread(preferring, 20)).isEqualTo(Map.of("s", 20));
  }

  @Test
  void aLinkThatIsHeldBackTakesTrafficWhereNoOtherCan() {
    Target all = with(Sites.ALIKE);
    first.lost(LossReason.RESET, now);
    second.lost(LossReason.RESET, now);
    rise(second);
    assertThat(spread(all, 20)).isEqualTo(Map.of("s", 20));
  }

  @Test
  void weightsAreKeptToTheRequestAndCanBeShifted() {
    Target weighted = with(new Sites(List.of(), Map.of("n", 97, "s", 3)));
    assertThat(spread(weighted, 100)).isEqualTo(Map.of("n", 97, "s", 3));
    weighted.use(new Sites(List.of(), Map.of("n", 50, "s", 50)));
    assertThat(spread(weighted, 100)).isEqualTo(Map.of("n", 50, "s", 50));
    weighted.use(new Sites(List.of(), Map.of("n", 0)));
    assertThat(spread(weighted, 100)).isEqualTo(Map.of("s", 100));
    second.lost(LossReason.RESET, now);
    assertThat(spread(weighted, 10)).isEqualTo(Map.of("n", 10));
  }

  @Test
  void aFreshLinkTakesItsShareSlowly() {
    now += 10 * SECOND;
    Link fresh = link("f1");
    rise(fresh);
    var mixed =
        new Target("network", List.of(fresh, second), 100, BreakerSettings.USUAL, () -> now);
    for (int i = 0; i < 44; i++) {
      send(((Via) mixed.choose("")).link());
    }
    assertThat(fresh.outstanding()).isBetween(3, 5);
    now += 5 * SECOND;
    for (int i = 0; i < 56; i++) {
      send(((Via) mixed.choose("")).link());
    }
    assertThat(fresh.outstanding()).isEqualTo(50);
  }

  @Test
  void aDoubtedLinkTakesTrafficOnlyWhereNoOtherCanAndThenLittle() {
    Target all = with(Sites.ALIKE);
    first.doubt(Doubt.SHARE, now);
    assertThat(spread(all, 20)).isEqualTo(Map.of("s", 20));
    second.lost(LossReason.RESET, now);
    int taken = 0;
    while (all.choose("") instanceof Via via) {
      send(via.link());
      taken++;
    }
    assertThat(taken).isEqualTo(12);
  }

  @Test
  void aSiteThatLeavesMostUnansweredIsDoubtedAsAWhole() {
    Link third = link("n2");
    var sites =
        new Target("network", List.of(first, third, second), 50, BreakerSettings.USUAL, () -> now);
    for (int i = 0; i < 30; i++) {
      for (Link link : List.of(first, third, second)) {
        boolean answered = link == second || i % 10 == 0;
        if (link != third || i % 3 == 0) {
          send(link);
          link.ended(tokens, answered, now);
        }
      }
    }
    assertThat(sites.atSickSites(now)).containsExactly(first, third);
  }

  /** They went before the range's breaker was there: several answers, and it opens at the first. */
  @Test
  void failuresWithoutAPermitDoNotCountOnceTheirBreakerHasOpened() {
    var early = new ArrayList<Permit>();
    for (int i = 0; i < 20; i++) {
      early.add(permit("411111"));
    }
    early.subList(0, 6).forEach(permit -> target.ended(permit, Health.RANGE_SICK));
    assertThat(refused()).isEqualTo(new NoRoute(Why.RANGE_OPEN));
    now += SECOND + 1;
    Permit probe = permit("411111");
    target.ended(early.get(6), Health.RANGE_SICK);
    assertThat(refused()).isEqualTo(new NoRoute(Why.RANGE_OPEN));
    target.ended(probe, Health.RANGE_SICK);
    early.subList(7, 20).forEach(permit -> target.ended(permit, Health.RANGE_SICK));
    now += SECOND + 1;
    target.ended(permit("411111"), Health.WELL);
    assertThat(target.choose("411111")).isInstanceOf(Via.class);
  }
}

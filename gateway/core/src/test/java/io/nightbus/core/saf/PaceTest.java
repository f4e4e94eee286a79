package io.nightbus.core.saf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLISECOND = 1_000_000L;

  private static int takenIn(Pace pace, long from, int milliseconds, boolean well) {
    int taken = 0;
    for (int i = 0; i < milliseconds; i++) {
      while (pace.take(from + i * MILLISECOND)) {
        taken++;
        if (well) {
          pace.wentWell();
        }
      }
    }
    return taken;
  }

  @Test
  void beginsGentlyAndNeverExceedsTheContract() {
    var pace = new Pace(1_000, 0);
    assertThat(takenIn(pace, 0, 1_000, false)).isBetween(95, 110);
    int grown = takenIn(pace, 1_000 * MILLISECOND, 5_000, true);
    assertThat(grown).isBetween(3_000, 5_100);
    assertThat(pace.rate()).isEqualTo(1_000);
    assertThat(takenIn(pace, 6_000 * MILLISECOND, 1_000, true)).isBetween(950, 1_060);
  }

  @Test
  void halvesOnceForABurstOfBadAnswersAndKeepsATrickle() {
    var pace = new Pace(1_000, 0);
    takenIn(pace, 0, 5_000, true);
    for (int i = 0; i < 50; i++) {
      pace.wentBadly(5_000 * MILLISECOND);
    }
    assertThat(pace.rate()).isEqualTo(500);
    for (int i = 1; i < 100; i++) {
      pace.wentBadly((5_000 + 100L * i) * MILLISECOND);
    }
    assertThat(pace.rate()).isEqualTo(10);
  }

  @Test
  void tellsWhenTheNextMayGo() {
    var pace = new Pace(100, 0);
    assertThat(pace.take(0)).isTrue();
    assertThat(pace.take(0)).isFalse();
    long next = pace.nextAt();
    assertThat(pace.take(next - MILLISECOND)).isFalse();
    assertThat(pace.take(pace.nextAt())).isTrue();
  }

  @Test
  void answersThatGetMuchSlowerSlowItDownUnlessTheDeadlineIsAtStake() {
    var calm = new Pace(1_000, 0);
    var late = new Pace(1_000, 0);
    late.need(2_000);
    for (int i = 0; i < 1_000; i++) {
      calm.wentWell(20 * MILLISECOND, i * MILLISECOND);
      late.wentWell(20 * MILLISECOND, i * MILLISECOND);
    }
    assertThat(calm.rate()).isEqualTo(1_000);
    for (int i = 1_000; i < 3_000; i++) {
      calm.wentWell(80 * MILLISECOND, i * MILLISECOND);
      late.wentWell(80 * MILLISECOND, i * MILLISECOND);
    }
    assertThat(calm.rate()).isLessThan(500);
    assertThat(late.rate()).isEqualTo(1_000);
  }

  @Test
  void aLimitOfAPersonHoldsUntilItIsLifted() {
    var pace = new Pace(1_000, 0);
    pace.limit(50);
    assertThat(takenIn(pace, 0, 4_000, true)).isBetween(190, 210);
    pace.limit(Integer.MAX_VALUE);
    takenIn(pace, 4_000 * MILLISECOND, 10_000, true);
    assertThat(pace.rate()).isEqualTo(1_000);
  }

  /** A live request every 10 ms, of which each {@code nth} takes 60 ms and the others 20. */
  private static void live(Pace pace, long fromMillis, int seconds, int nth, boolean backlog) {
    for (int i = 0; i < 1_000 * seconds; i++) {
      long now = (fromMillis + i) * MILLISECOND;
      if (backlog && pace.take(now)) {
        pace.wentWell();
      }
      if (i % 10 == 0) {
        pace.liveTook((i / 10 % nth == 0 ? 60 : 20) * MILLISECOND, now);
      }
    }
  }

  @Test
  void liveRequestsThatItMakesLateMakeItYieldAndItComesBackByAndBy() {
    var pace = new Pace(1_000, 0);
    live(pace, 0, 10, 1_000, false);
    live(pace, 10_000, 20, 1_000, true);
    assertThat(pace.rate()).isEqualTo(1_000);
    live(pace, 30_000, 2, 10, true);
    double yielded = pace.rate();
    assertThat(yielded).isLessThan(550);
    live(pace, 32_000, 10, 1_000, true);
    assertThat(pace.rate()).isBetween(1.2 * yielded, 1.4 * yielded);
    live(pace, 42_000, 80, 1_000, true);
    assertThat(pace.rate()).isEqualTo(1_000);
  }

  @Test
  void itsOwnShareIsATenthAndWhatTheDeadlineNeeds() {
    var pace = new Pace(1_000, 0);
    live(pace, 0, 10, 1_000, false);
    live(pace, 10_000, 60, 2, true);
    assertThat(pace.rate()).isBetween(100.0, 110.0);
    var needed = new Pace(1_000, 0);
    needed.need(700);
    live(needed, 0, 10, 1_000, false);
    live(needed, 10_000, 60, 2, true);
    assertThat(needed.rate()).isBetween(700.0, 720.0);
    needed.need(5_000);
    live(needed, 70_000, 60, 2, true);
    assertThat(needed.rate()).isBetween(100.0, 110.0);
  }

  @Test
  void liveRequestsThatAreAsLateWithoutItAreNoReasonToYield() {
    var pace = new Pace(1_000, 0);
    live(pace, 0, 10, 10, false);
    live(pace, 10_000, 20, 10, true);
    assertThat(pace.rate()).isEqualTo(1_000);
    var unknown = new Pace(1_000, 0);
    live(unknown, 0, 20, 2, true);
    assertThat(unknown.rate()).isEqualTo(1_000);
  }
}

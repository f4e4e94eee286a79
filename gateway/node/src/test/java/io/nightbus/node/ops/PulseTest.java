package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What counts as standing still. */
final class PulseTest {
  private final AtomicInteger stops = new AtomicInteger();
  private long now;

  private void beats(Pulse pulse, Duration later) {
    now += later.toNanos();
    pulse.beat(now);
  }

  @Test
  void aBeatThatIsASecondLateIsAStopAndOneThatIsABitLateIsNone() {
    try (var pulse = new Pulse(now, stops::incrementAndGet)) {
      beats(pulse, Pulse.EVERY);
      beats(pulse, Duration.ofMillis(1_100));
      assertThat(stops).hasValue(0);

      beats(pulse, Duration.ofMillis(1_101));
      assertThat(stops).hasValue(1);
      beats(pulse, Pulse.EVERY);
      assertThat(stops).hasValue(1);
    }
  }

  /** Looks a second apart would see gaps of 1.6 s and call them ordinary. */
  @Test
  void aProcessThatGetsAFifthOfTheTimeStandsStillAgainAndAgain() {
    try (var pulse = new Pulse(now, stops::incrementAndGet)) {
      for (int round = 0; round < 5; round++) {
        beats(pulse, Duration.ofMillis(1_600));
        for (int i = 0; i < 4; i++) {
          beats(pulse, Pulse.EVERY);
        }
      }
    }
    assertThat(stops).hasValue(5);
  }
}

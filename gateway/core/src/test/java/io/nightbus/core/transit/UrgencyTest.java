package io.nightbus.core.transit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class UrgencyTest {
  private static final Instant SIX = Instant.parse("2026-11-24T06:00:00Z");
  private static final LocalDate SUNDAY = LocalDate.of(2026, 11, 22);

  @Test
  void earlierTapsThenOlderDaysThenAsTheyCame() {
    long early = Urgency.of(SIX, SUNDAY);
    long late = Urgency.of(SIX.plusSeconds(7_200), SUNDAY.minusDays(3));
    long older = Urgency.of(SIX, SUNDAY.minusDays(1));
    assertThat(early).isLessThan(late);
    assertThat(older).isLessThan(early);
    assertThat(Urgency.placed(early, 7)).isBetween(early, Urgency.placed(early, 8));
    assertThat(Urgency.placed(early, 1_000_000_000)).isLessThan(late);
  }

  @Test
  void everyPlaceLiesBehindTheObligations() {
    assertThat(Urgency.of(Instant.EPOCH, LocalDate.EPOCH)).isEqualTo(Urgency.FIRST);
    assertThat(Urgency.placed(Urgency.of(Instant.MAX.minusSeconds(9), LocalDate.MAX), -1))
        .isPositive();
  }
}

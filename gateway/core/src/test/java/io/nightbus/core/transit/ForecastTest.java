package io.nightbus.core.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.BookSamples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Instant ONE = Instant.parse("2026-11-24T01:00:00Z");
  private static final Instant SIX = Instant.parse("2026-11-24T06:00:00Z");

  private final Forecast forecast = new Forecast();

  private void settle(int count) {
    Charge charge = BookSamples.charge(1, "night").in(ChargeState.SENDING);
    for (int i = 0; i < count; i++) {
      forecast.moved(charge, ChargeState.AUTHORISED);
    }
  }

  @Test
  void saysWhenAllAreReleasedAtTheRateOfLate() {
    forecast.add("night", SIX, 1_000);
    forecast.look(SECOND);
    settle(100);
    forecast.look(11 * SECOND);
    Forecast.View view = forecast.view(ONE, 50);
    assertThat(view.remaining()).isEqualTo(900);
    assertThat(view.perSecond()).isEqualTo(10);
    assertThat(view.releasedBy()).contains(ONE.plusSeconds(90));
    assertThat(view.late()).isFalse();
  }

  @Test
  void whileNothingGetsOnItIsLateWhenEvenAPeerThatCameBackNowWouldBeTooSlow() {
    forecast.add("night", SIX, 1_000);
    assertThat(forecast.view(ONE, 50).releasedBy()).isEmpty();
    assertThat(forecast.view(ONE, 50).late()).isFalse();
    assertThat(forecast.view(SIX.minusSeconds(21), 50).late()).isFalse();
    assertThat(forecast.view(SIX.minusSeconds(19), 50).late()).isTrue();
  }

  @Test
  void whatAPersonMustDecideAboutIsNotWaitedFor() {
    forecast.add("night", SIX, 2);
    forecast.moved(BookSamples.charge(1, "night").in(ChargeState.SENDING), ChargeState.HELD);
    assertThat(forecast.view(ONE, 50).remaining()).isEqualTo(1);
    forecast.moved(BookSamples.charge(1, "night").in(ChargeState.HELD), ChargeState.QUEUED);
    assertThat(forecast.view(ONE, 50).remaining()).isEqualTo(2);
  }

  @Test
  void asksForWhatTheMostPressingFileNeeds() {
    forecast.add("night", SIX, 18_000);
    forecast.add("express", ONE.plusSeconds(600), 6_000);
    assertThat(forecast.needed(ONE)).isEqualTo(10);
    assertThat(forecast.view(ONE, 50).deadline()).contains(ONE.plusSeconds(600));
  }
}

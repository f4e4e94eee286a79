package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.node.ops.Past.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How far back the gateway remembers what it counted, and what it is made of. */
final class PastTest {
  private static final String ANSWERED = "REQUEST_ANSWERED issuer unsent";
  private final Past.Memory memory = new Past.Memory();

  private static Picture picture(Looked looked) {
    return new Picture(
        looked.sight(), Diagnosis.of(looked.sight()), List.of(), List.of(), List.of());
  }

  /** Looks that are a second apart. */
  private Past look(int seconds, Map<String, Long> totals) {
    Picture before = picture(Looked.well());
    Past past = memory.look(totals, before);
    for (int i = 1; i < seconds; i++) {
      past = memory.look(totals, before);
    }
    return past;
  }

  @Test
  void whatHappenedIsRememberedAsLongAsItsWindowAndNotMuchLonger() {
    look(1, Map.of("PAUSES  ", 4L));
    Past past = look(119, Map.of("PAUSES  ", 7L));
    assertThat(past.within(Window.TWO_MINUTES).of(OwnMetric.PAUSES)).isEqualTo(3);

    past = look(4, Map.of("PAUSES  ", 7L));
    assertThat(past.within(Window.TWO_MINUTES).of(OwnMetric.PAUSES)).isZero();
    assertThat(past.within(Window.FIVE_MINUTES).of(OwnMetric.PAUSES)).isEqualTo(3);
  }

  @Test
  void ofHoursOnlyTheObjectiveIsRemembered() {
    look(1, Map.of(ANSWERED, 1L, "PAUSES  ", 1L));
    Past past = look(3_000, Map.of(ANSWERED, 6L, "PAUSES  ", 2L));

    Lately hour = past.within(Window.AN_HOUR);
    assertThat(hour.of(Fact.Kind.REQUEST_ANSWERED, "issuer", "unsent")).isEqualTo(5);
    assertThat(hour.of(OwnMetric.PAUSES)).isZero();
    assertThat(past.within(Window.HALF_AN_HOUR).counts()).isEmpty();
  }

  @Test
  void whatWasWrongIsRememberedForTenMinutes() {
    Picture wrong = picture(Looked.well().endpoint("network", "NOBODY", "OPEN", 0));

    Past past = memory.look(Map.of(), wrong);

    assertThat(past.last()).containsOnly(Map.entry("HOST_NOT_ANSWERING network", Looked.NOW));
    assertThat(memory.look(Map.of(), later(600)).last()).hasSize(1);
    assertThat(memory.look(Map.of(), later(601)).last()).isEmpty();
  }

  private static Picture later(long seconds) {
    Picture well = picture(Looked.well());
    Instant at = Looked.NOW.plusSeconds(seconds);
    return new Picture(
        IncidentsTest.at(well.sight(), at), List.of(), List.of(), List.of(), List.of());
  }

  /** Slow answers and commits are counted beside their timers. */
  @Test
  void everythingThatIsCountedHasATotal() {
    var telemetry = new Telemetry("1", "c0ffee", List.of("network/north/n1"));
    telemetry
        .observer()
        .note(new Fact(Fact.Kind.REQUEST_DURATION, "network", "APPROVED", 2_000_000_001L));
    telemetry
        .observer()
        .note(new Fact(Fact.Kind.REQUEST_DURATION, "network", "APPROVED", 2_000_000_000L));
    telemetry.committed(Duration.ofMillis(101).toNanos());
    telemetry.committed(Duration.ofMillis(100).toNanos());
    telemetry.counter(OwnMetric.ADMIN_REFUSED, "busy").increment();
    telemetry.counter(OwnMetric.ADMIN_REFUSED, "forbidden").increment();
    telemetry.count(OwnMetric.PAN_LEAKS, 3, Integer::doubleValue);

    var all = new Lately(telemetry.totals());
    assertThat(all.of(Fact.Kind.REQUEST_DURATION, "network")).isEqualTo(2);
    assertThat(all.of(Lately.Besides.SLOW_ANSWER, "network")).isEqualTo(1);
    assertThat(all.of(OwnMetric.STORE_COMMIT)).isEqualTo(2);
    assertThat(all.of(Lately.Besides.SLOW_COMMIT, "")).isEqualTo(1);
    assertThat(all.of(OwnMetric.ADMIN_REFUSED)).isEqualTo(2);
    assertThat(all.of(OwnMetric.PAN_LEAKS)).isEqualTo(3);
  }

  @Test
  void theProcessTellsOfItself() {
    var telemetry = new Telemetry("1", "c0ffee", List.of());
    telemetry.watch(OwnMetric.WAITING_CONNECTIONS, () -> 17);
    telemetry.watch(OwnMetric.TLS_LEFT, () -> 90, "network");

    Own own = telemetry.own();
    assertThat(own.waiting()).isEqualTo(17);
    assertThat(own.certificates()).containsOnly(Map.entry("network", Duration.ofSeconds(90)));
    assertThat(own.files()).isBetween(0.0, 1.0);
    assertThat(own.heap()).isBetween(0.0, 1.0);
    assertThat(own.up()).isPositive();
  }
}

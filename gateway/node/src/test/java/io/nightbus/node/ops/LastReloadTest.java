package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LastReloadTest {
  private static final Instant START = Instant.ofEpochSecond(1_000);

  private Instant now = START;
  private Reload.Outcome outcome = new Reload.Outcome.Changes(List.of());
  private final Telemetry telemetry = new Telemetry("1", "c0ffee", List.of());
  private final LastReload reload =
      new LastReload(
          new Reload() {
            @Override
            public Outcome look() {
              return outcome;
            }

            @Override
            public Outcome reload(List<String> seen, String by, String reason) {
              return outcome;
            }
          },
          () -> now);

  LastReloadTest() {
    reload.show(telemetry);
  }

  private void tells(int taken, String at) {
    assertThat(telemetry.scrape("text/plain"))
        .contains("nightbus_config_last_reload_successful " + taken)
        .contains("nightbus_config_last_reload_timestamp_seconds " + at);
  }

  @Test
  void theStartIsTheFirstThatWentWell() {
    tells(1, "1000.0");
  }

  @Test
  void whatWasRefusedIsSeenUntilTheNextIsTaken() {
    now = START.plusSeconds(60);
    outcome = new Reload.Outcome.Refused("line 7");
    assertThat(reload.reload(List.of(), "anna", "a new link")).isEqualTo(outcome);
    tells(0, "1060.0");

    now = START.plusSeconds(120);
    outcome = new Reload.Outcome.Changes(List.of("one link more"));
    assertThat(reload.reload(List.of("one link more"), "anna", "a new link")).isEqualTo(outcome);
    tells(1, "1120.0");
  }

  @Test
  void aDryRunIsNoReload() {
    now = START.plusSeconds(60);
    outcome = new Reload.Outcome.Refused("line 7");

    assertThat(reload.look()).isEqualTo(outcome);
    tells(1, "1000.0");
  }
}

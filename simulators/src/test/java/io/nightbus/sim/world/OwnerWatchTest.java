package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.Change;
import io.nightbus.core.Fact;
import io.nightbus.core.transit.Charge;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checkers of I13 and I18 see what they are there for. */
class OwnerWatchTest {
  private static final Charge CHARGE = Transit.charge("ride", Cards.of(Plan.THEIRS, 1), 100);

  private final Checks checks = new Checks();
  private final OwnerWatch watch = new OwnerWatch(checks);

  private void room(String how) {
    watch.noted(new Fact(Fact.Kind.STORE_ROOM, "", how, 1));
  }

  @Test
  void nothingBeginsWhileRoomIsScarce() {
    var accepted = List.<Change>of(new Change.ChargeAccepted(CHARGE));
    watch.submitted(accepted);
    room("SCARCE");
    watch.submitted(List.of(new Change.Counted("exposure", "all", -1, -100)));
    assertThat(checks.made()).containsEntry(Invariant.RESERVED_ROOM, 1L);
    assertThatThrownBy(() -> watch.submitted(accepted))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("I13");
    room("ENOUGH");
    watch.submitted(accepted);
  }

  @Test
  void aLifeThatIsOverWritesNothing() {
    watch.writes(2, 2);
    assertThatThrownBy(() -> watch.writes(1, 2))
        .isInstanceOf(Violation.class)
        .hasMessageContaining("I18");
  }
}

package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.iso.Stamp;
import java.util.HashMap;
import java.util.Map;

/**
 * Time (I19): whatever the wall clock does, DE 7 of what we number never goes backwards at an
 * endpoint while the process lives.
 */
final class ClockWatch implements Watch {
  private final Checks checks;
  private final Tables tables;
  private final Map<String, String> last = new HashMap<>();

  ClockWatch(Checks checks, Tables tables) {
    this.checks = checks;
    this.tables = tables;
  }

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.Restamped(var id, var stamp) -> given(tables.exchange(id).intent.to(), stamp);
      case Change.ObligationSent(var id, var stamp, var attempts) -> {
        if (attempts == 1) {
          given(tables.owed(id).obligation.endpoint(), stamp);
        }
      }
      case Change.ChargeSent(var id, var _, var _, var stamp, var _) ->
          given(tables.fare(id).charge.endpoint(), stamp);
      default -> {}
    }
  }

  /**
   * A new life begins a new block of numbers, and knows only when the one before began its last:
   * after a step back DE 7 may, too.
   */
  @Override
  public void died() {
    last.clear();
  }

  private void given(String endpoint, Stamp stamp) {
    String before = last.getOrDefault(endpoint, "");
    checks.that(
        stamp.transmitted().compareTo(before) >= 0,
        Invariant.TIME,
        () -> endpoint + " is given " + stamp + " after " + before);
    last.put(endpoint, stamp.transmitted());
  }
}

package io.nightbus.ops.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Flaw;
import io.nightbus.ops.books.Unfinished;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A table is green only where every kind of blow met work, and every book balanced. */
final class KillTableTest {
  private static Round round(boolean hit, long charges, Flaw... flaws) {
    return new Round(
        Blow.SEND,
        5,
        "tombstone",
        hit,
        new Unfinished(0, 0, charges),
        0,
        0,
        new Balance(List.of(), List.of(flaws), 200, 50),
        Duration.ofMillis(900),
        Duration.ofMillis(3_000));
  }

  private static KillTable table(Round... rounds) {
    return new KillTable(List.of(rounds), Map.of(Blow.SEND, 400));
  }

  @Test
  void holdsWhereEverythingBalances() {
    KillTable table = table(round(true, 3), round(true, 2), round(false, 0));

    assertThat(table.holds()).isTrue();
    assertThat(table.rows())
        .singleElement()
        .satisfies(row -> {
          assertThat(row.steps()).isEqualTo("k1 k3 k7 k8");
          assertThat(row.points()).isEqualTo(400);
          assertThat(row.tried()).isEqualTo(3);
          assertThat(row.hit()).isEqualTo(2);
          assertThat(row.calls()).as("twice at the same one").isEqualTo(1);
          assertThat(row.hitReplay()).isEqualTo(2);
          assertThat(row.readyMillis()).isEqualTo(900);
        });
  }

  @Test
  void oneFlawIsEnough() {
    KillTable table = table(round(true, 3), round(true, 3, new Flaw(Flaw.Kind.LOST, "charge c1")));

    assertThat(table.holds()).isFalse();
    assertThat(table.rows()).singleElement().extracting(KillTable.Row::lost).isEqualTo(1L);
    assertThat(table.text()).contains("SIGKILL at a send to a peer").contains("tombstone");
  }

  @Test
  void aKillThatMetNothingProvesNothing() {
    assertThat(table(round(true, 0), round(false, 0)).holds()).isFalse();
  }

  @Test
  void everyStepOfTheWriteAheadOrderHasABlow() {
    List<String> steps = new ArrayList<>();
    for (Blow blow : Blow.values()) {
      steps.addAll(List.of(blow.steps().split(" ")));
    }

    assertThat(steps)
        .contains("k0", "k1", "k2", "k3", "k5", "k6", "k7", "k8", "k9", "k10", "k11", "k12", "k13");
  }
}

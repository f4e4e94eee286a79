package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.nightbus.ops.kill.Blow;
import io.nightbus.ops.kill.KillMatrix;
import io.nightbus.ops.kill.KillPlan;
import io.nightbus.ops.kill.KillTable;
import io.nightbus.ops.kill.Round;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sample of the kill matrix ({@code ops/bin/figures kills} plays the whole): some points of every
 * kind, and the books balance after each.
 */
final class KillMatrixIT {
  /** Two to four of each kind of blow. */
  private static final KillPlan SAMPLE = KillPlan.sample(3, 2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @BeforeEach
  void straceIsThere() {
    KillMatrix.missing()
        .ifPresent(why -> {
          System.out.println("NOT CHECKED, the kill matrix: " + why);
          if (System.getenv("CI") != null) {
            fail(why);
          }
          abort(why);
        });
  }

  @Test
  void theBooksBalanceAfterEveryBlow() {
    var matrix = new KillMatrix(Distribution.shipped(), directory, 1, 1, System.out::println);
    List<Round> rounds = matrix.play(SAMPLE);
    var table = new KillTable(rounds, matrix.points());
    System.out.println(table.text());

    assertThat(rounds)
        .allSatisfy(round -> assertThat(round.balance().flaws()).as(round.inShort()).isEmpty());
    assertThat(rounds.stream().filter(Round::hitWork))
        .as("with something under way")
        .hasSizeGreaterThanOrEqualTo(25);
    assertThat(rounds.stream().filter(Round::hit).map(Round::blow).distinct())
        .as("every kind of blow came")
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(Blow.values()));
    assertThat(rounds.stream().filter(round -> round.hit() && round.blow() == Blow.CUT_AT_SYNC))
        .as("a power cut at an fsync takes what it would have synced")
        .allSatisfy(round -> assertThat(round.thrownAway()).isPositive());
  }
}

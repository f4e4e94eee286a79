package io.nightbus.ops.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which points are played, and how they are counted. */
final class KillPlanTest {
  @TempDir Path directory;

  @Test
  void theWholeMatrixHasEveryPoint() {
    KillPlan whole = KillPlan.every(1, 0, 1_000, 100, 30);

    assertThat(whole.numbers(Blow.LOG_WRITE, 3_000))
        .isEqualTo(IntStream.rangeClosed(1, 3_000).boxed().toList());
    assertThat(whole.numbers(Blow.RANDOM, 0)).hasSize(1_000).containsOnly(0);
    assertThat(whole.numbers(Blow.CUT_AT_SEND, 400)).hasSize(100).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 99, 100, 101, 3_000})
  void everyPointLiesInTheOutage(int points) {
    for (KillPlan plan : List.of(KillPlan.every(20, 0, 1, 9, 9), KillPlan.sample(3, 2))) {
      for (Blow blow : Blow.values()) {
        assertThat(plan.numbers(blow, points))
            .filteredOn(number -> blow != Blow.RANDOM)
            .allMatch(number -> number >= 1 && number <= points);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aSampleHasEveryKindHoweverSeldomItComes(int points) {
    for (Blow blow : Blow.values()) {
      assertThat(KillPlan.sample(3, 2).numbers(blow, points)).as(blow.title()).isNotEmpty();
    }
  }

  @Test
  void aShareStartsInTheMiddleOfItsStep() {
    assertThat(KillPlan.every(100, 0, 0, 0, 0).numbers(Blow.SEND, 250))
        .containsExactly(25, 125, 225);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 11, 12})
  void sharesThatBeginOneAfterTheOtherAreTheWhole(int points) {
    List<Integer> all =
        IntStream.rangeClosed(1, 3)
            .mapToObj(from -> KillPlan.every(3, from, 0, 0, 0).numbers(Blow.RECEIVE, points))
            .flatMap(List::stream)
            .sorted()
            .toList();

    assertThat(all).isEqualTo(IntStream.rangeClosed(1, points).boxed().toList());
  }

  @Test
  void someBlowsAloneAreThoseAndNoOthers() {
    KillPlan whole = KillPlan.every(1, 0, 10, 10, 10);
    KillPlan some = whole.only(Set.of(Blow.SEND, Blow.RANDOM));

    for (Blow blow : Blow.values()) {
      boolean meant = blow == Blow.SEND || blow == Blow.RANDOM;
      assertThat(some.numbers(blow, 100)).isEqualTo(meant ? whole.numbers(blow, 100) : List.of());
    }
  }

  @Test
  void whatIsNotThereIsNotPlayed() {
    assertThat(KillPlan.every(1, 0, 0, 5, 5).numbers(Blow.DISK_FULL, 0)).isEmpty();
    assertThat(KillPlan.every(0, 0, 0, 0, 0).numbers(Blow.LOG_WRITE, 100)).isEmpty();
  }

  @Test
  void callsAreCountedByThreadAndPlace() throws Exception {
    Path store = directory.resolve("nightbus.db");
    Path trace = directory.resolve("trace");
    String log = store + "-wal";
    Files.write(
        trace,
        List.of(
            "7  pwrite64(3<" + log + ">, \"\"..., 24, 32) = 24",
            "7  pwrite64(3<" + log + ">, \"\"..., 4096, 56 <unfinished ...>",
            "8  pwrite64(4<" + store + ">, \"\"..., 4096, 0) = 4096",
            "7  <... pwrite64 resumed>) = 4096",
            "7  fsync(3<" + log + ">) = 0",
            "9  sendto(5<socket:[17]>, \"\"..., 120, 0, NULL, 0) = 120",
            "9  sendto(6<socket:[18]>, \"\"..., 120, 0, NULL, 0) = 120"));

    Map<Blow, Integer> points = Calls.points(trace, store);

    assertThat(points)
        .containsEntry(Blow.LOG_WRITE, 2)
        .containsEntry(Blow.BOOK_WRITE, 1)
        .containsEntry(Blow.LOG_SYNC, 1)
        .containsEntry(Blow.SEND, 2)
        .doesNotContainKey(Blow.BOOK_SYNC);
  }

  @Test
  void aCardOfTheScenarioHasItsCheckDigit() {
    String card = Fares.card("400010", 7, 42);

    int sum = 0;
    for (int i = 0; i < card.length(); i++) {
      int digit = card.charAt(card.length() - 1 - i) - '0';
      int weighed = i % 2 == 1 ? 2 * digit : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    assertThat(card).hasSize(16);
    assertThat(sum % 10).isZero();
  }
}

package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.ChargeState;
import io.nightbus.sim.world.Coverage.Cell;
import io.nightbus.sim.world.Coverage.Happening;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Hundreds of drawn worlds, and every one that ever went wrong. */
class SwarmTest {
  private static final long SEEDS = Long.getLong("nightbus.seeds", 500);

  /** Each is looked at; that the core may not throw is looked at by throwing. */
  private static final Set<Invariant> CHECKED = EnumSet.complementOf(EnumSet.of(Invariant.SOUND));

  private static final List<Coverage.Cell> CELLS =
      List.of(
          new Cell(ChargeState.QUEUED, Happening.SENT),
          new Cell(ChargeState.QUEUED, Happening.OFFERED_AGAIN),
          new Cell(ChargeState.QUEUED, Happening.LINK_LOST),
          new Cell(ChargeState.QUEUED, Happening.GATEWAY_DIES),
          new Cell(ChargeState.SENDING, Happening.APPROVED),
          new Cell(ChargeState.SENDING, Happening.DECLINED),
          new Cell(ChargeState.SENDING, Happening.ISSUER_OUT),
          new Cell(ChargeState.SENDING, Happening.TECHNICAL),
          new Cell(ChargeState.SENDING, Happening.LINK_LOST),
          new Cell(ChargeState.SENDING, Happening.GATEWAY_DIES),
          new Cell(ChargeState.IN_DOUBT, Happening.REPEATED),
          new Cell(ChargeState.IN_DOUBT, Happening.APPROVED),
          new Cell(ChargeState.IN_DOUBT, Happening.SEEN_BEFORE),
          new Cell(ChargeState.IN_DOUBT, Happening.LINK_LOST),
          new Cell(ChargeState.REVERSING, Happening.LINK_LOST),
          new Cell(ChargeState.REVERSING, Happening.GATEWAY_DIES),
          new Cell(ChargeState.HELD, Happening.APPROVED),
          new Cell(ChargeState.HELD, Happening.OFFERED_AGAIN),
          new Cell(ChargeState.AUTHORISED, Happening.APPROVED),
          new Cell(ChargeState.AUTHORISED, Happening.OFFERED_AGAIN));

  @Test
  void noSeedBreaksAnInvariant() {
    var bad = new ConcurrentLinkedQueue<String>();
    var swarm = new Swarm(Run::of);
    swarm.run(
        1,
        Runtime.getRuntime().availableProcessors(),
        seed -> seed <= SEEDS,
        outcome ->
            outcome
                .violation()
                .ifPresent(what -> bad.add(outcome.replay() + "  " + what.getMessage())));
    Totals totals = swarm.totals();
    System.out.printf(
        "%d seeds, %.1f h simulated, %.0f times real time per core, %d faults, %d crashes: %d"
            + " bad%n",
        totals.seeds(),
        totals.simulated().toMinutes() / 60.0,
        totals.speed(swarm.worked()),
        totals.faults(),
        totals.crashes(),
        totals.bad().size());
    totals.bad().stream()
        .limit(1)
        .forEach(it -> System.out.println(Shrinking.of(it.scenario(), Optional.empty()).text()));
    assertThat(bad).isEmpty();
    assertThat(totals.faultsOf().keySet()).as("every kind occurs").contains(Fault.Kind.values());
    assertThat(totals.checks().keySet())
        .as("all but what a run must do to itself")
        .containsAll(CHECKED);
    assertThat(totals.reached().keySet()).containsAll(CELLS);
  }

  @Test
  void aTenthOfTheSeedsHasNoFaults() {
    long quiet =
        LongStream.rangeClosed(1, 1_000).filter(seed -> Scenario.of(seed).isQuiet()).count();
    assertThat(quiet).isBetween(80L, 120L);
  }

  /** Nor is there an address that nobody answers: that would be a fault. */
  @Test
  void manySeedsAnnounceWhatCannotBeReached() {
    List<Scenario> drawn = LongStream.rangeClosed(1, 500).mapToObj(Scenario::of).toList();
    assertThat(drawn.stream().filter(it -> it.plan().unreachable > 0).count())
        .isBetween(100L, 250L);
    assertThat(drawn.stream().filter(Scenario::isQuiet)).allMatch(it -> it.plan().unreachable == 0);
  }

  /** It would last for hours: healing takes it back, and everything converges. */
  @ParameterizedTest
  @EnumSource
  void healingEndsEveryKind(Fault.Kind kind) {
    Scenario drawn = Scenario.of(5);
    var fault = new Fault(kind, Duration.ofSeconds(5), Duration.ofHours(3), 4, 123_456_789);
    Outcome outcome = Run.of(drawn.with(List.of(fault)).with(Duration.ofSeconds(20)));
    assertThat(outcome.violation()).isEmpty();
    assertThat(outcome.faults()).containsOnlyKeys(kind);
  }

  static Stream<Corpus.Case> corpus() {
    return Corpus.cases().stream();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatOnceWentWrongGoesWell(Corpus.Case known) {
    Outcome outcome = Run.of(known.scenario());
    assertThat(outcome.violation()).as(known.why()).isEmpty();
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    for (long seed : List.of(3L, 17L, 29L, 85L)) {
      Outcome once = Run.of(Scenario.of(seed));
      Outcome again = Run.of(Scenario.of(seed));
      assertThat(again.hash()).as("seed %d", seed).isEqualTo(once.hash());
      assertThat(again.steps()).isEqualTo(once.steps());
    }
    assertThat(Run.of(Scenario.of(3)).hash()).isNotEqualTo(Run.of(Scenario.of(4)).hash());
  }
}

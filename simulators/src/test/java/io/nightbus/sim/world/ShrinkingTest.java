package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What goes wrong is made small, and goes wrong in the same way. */
class ShrinkingTest {
  private static final Optional<Planted> LATE = Optional.of(Planted.LATE_APPROVAL_IGNORED);

  private static Shrunk shrunk() {
    Bank.Finding found = Bank.look(LATE.orElseThrow(), 1, 100);
    return Shrinking.of(Scenario.of(found.seed()), LATE);
  }

  @Test
  void aMistakeShrinksToThirtyLinesThatACommandShowsAgain() {
    Shrunk shrunk = shrunk();
    assertThat(shrunk.scenario().text().lines().count()).isLessThanOrEqualTo(30);
    assertThat(shrunk.scenario().faults().size()).isLessThanOrEqualTo(2);
    String replay = shrunk.replay();
    assertThat(shrunk.text()).contains(replay).contains("sequenceDiagram");
    assertThat(shrunk.text()).contains("gateway->>").contains("->>gateway");
    String word = replay.substring(replay.indexOf("--small ") + "--small ".length());
    Scenario again = Small.of(Scenario.of(shrunk.from().seed()), word);
    Outcome outcome = Run.of(again, LATE);
    assertThat(outcome.violation().orElseThrow().invariant())
        .isEqualTo(shrunk.violation().invariant());
    assertThat(outcome.hash()).isEqualTo(Run.of(shrunk.scenario(), LATE).hash());
    assertThat(Run.of(again).isGood()).isTrue();
  }

  @Test
  void aWordThatIsNoneOfTheSeedsIsRefused() {
    Scenario drawn = Scenario.of(1);
    assertThat(Small.of(drawn, Small.word(drawn, drawn))).isEqualTo(drawn);
    assertThatThrownBy(() -> Small.of(drawn, "10.000s,f999"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f999");
    assertThatThrownBy(() -> Small.of(drawn, "NO_NETWORK"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatGoesWellIsNotShrunk() {
    assertThatThrownBy(() -> Shrinking.of(Scenario.of(1), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

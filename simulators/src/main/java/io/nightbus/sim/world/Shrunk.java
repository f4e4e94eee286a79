package io.nightbus.sim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A scenario that goes wrong, made small.
 *
 * @param from what the seed drew
 * @param runs that it took
 * @param told every step of the small one
 */
record Shrunk(
    Scenario from,
    Scenario scenario,
    Optional<Planted> mistake,
    Violation violation,
    int runs,
    List<String> told) {

  static Shrunk of(Scenario from, Scenario small, Optional<Planted> mistake, int runs) {
    var told = new ArrayList<String>();
    Violation violation = Run.told(small, mistake, told::add).violation().orElseThrow();
    return new Shrunk(from, small, mistake, violation, runs, List.copyOf(told));
  }

  /** The command that shows the small one again. */
  String replay() {
    String bug = mistake.map(it -> " --bug " + it.number()).orElse("");
    return "nightbus simulate --seed %d%s --small %s"
        .formatted(from.seed(), bug, Small.word(from, scenario));
  }

  /** For people: what went wrong, the scenario, and the messages around it. */
  String text() {
    Invariant broken = violation.invariant();
    return """
    # Seed %d breaks %s

    %s

    Shrunk in %d runs from %d faults and %d files. Again: `%s`
    For corpus.txt: `%d %s why`

    ```
    %s
    ```

    ```mermaid
    %s
    ```
    """
        .formatted(
            from.seed(),
            broken.number() + " " + broken,
            violation.getMessage(),
            runs,
            from.faults().size(),
            from.load().files().size(),
            replay(),
            from.seed(),
            broken.number(),
            scenario.text(),
            new Diagram(told, String.valueOf(violation.getMessage()), scenario.safety()).text());
  }
}

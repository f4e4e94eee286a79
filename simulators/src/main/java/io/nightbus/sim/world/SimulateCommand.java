package io.nightbus.sim.world;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightbus simulate}: years of outages under virtual time, and the books must balance. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the real core in drawn worlds under virtual time, with faults, and compares the books.",
      "Each seed draws its world; the same seed gives the same run."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no invariant was broken; with --bug: the mistake was found",
      "1:one was, and the command that shows it again is printed; with --bug: it was not found",
      "2:the command line is wrong"
    })
public final class SimulateCommand implements Callable<Integer> {
  /** Of many failing seeds the first are made small: the others are likely to be the same. */
  private static final int SHRUNK = 3;

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "FROM..TO",
      defaultValue = "1..500",
      description = "Run these (${DEFAULT-VALUE}); with --hours only the first number counts.")
  String seeds = "1..500";

  @Option(names = "--corpus", description = "Run the seeds that once failed besides.")
  boolean corpus;

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "Go on with further seeds until so many hours have been simulated.")
  double hours;

  @Option(names = "--threads", paramLabel = "N", description = "Run so many at a time (all cores).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "So many live requests a second in every world, instead of what it draws.")
  int rate;

  @Option(names = "--seed", paramLabel = "N", description = "Run this one, and say what it draws.")
  long seed;

  @Option(names = "--trace", description = "With --seed: tell every step.")
  boolean trace;

  @Option(
      names = "--shrink",
      description = "With --seed: make what goes wrong small, as is done for what --seeds finds.")
  boolean shrink;

  @Option(
      names = "--small",
      paramLabel = "WORD",
      description = "With --seed: of what it draws only this, in the word that --shrink printed.")
  String small = "";

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the shrunk scenarios of failing seeds are written (${DEFAULT-VALUE}).")
  Path directory = Path.of(".");

  @Option(
      names = "--coverage",
      description = "With --seeds or --hours: also tell what happened to charges in which state.")
  boolean coverage;

  @Option(
      names = "--bug",
      paramLabel = "N|all",
      description = "Put a known mistake into the gateway and look for a seed that shows it.")
  String bug = "";

  @Option(names = "--json", description = "One JSON object on standard output instead of a table.")
  boolean json;

  @Override
  public Integer call() {
    if (threads < 1 || rate < 0 || hours < 0) {
      throw wrong("--threads is 1 or more, --rate and --hours are 0 or more");
    }
    boolean good;
    if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      good = one();
    } else if (!bug.isEmpty()) {
      good = bank();
    } else {
      good = many();
    }
    out().flush();
    return good ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private Scenario drawn(Scenario scenario) {
    return rate == 0 ? scenario : scenario.with(scenario.load().with(30 * rate, 30 * rate));
  }

  private Scenario scenario() {
    Scenario drawn = drawn(Scenario.of(seed));
    try {
      return small.isEmpty() ? drawn : Small.of(drawn, small);
    } catch (IllegalArgumentException unreadable) {
      throw wrong("--small: " + unreadable.getMessage());
    }
  }

  // --- one

  private boolean one() {
    Scenario scenario = scenario();
    Optional<Planted> mistake = mistakes().stream().findFirst();
    Outcome outcome =
        trace ? Run.told(scenario, mistake, out()::println) : Run.of(scenario, mistake);
    if (shrink && !outcome.isGood()) {
      shrunk(scenario, mistake);
      return false;
    }
    out().println(scenario.text());
    out().printf("seed %d, hash %016x: ", seed, outcome.hash());
    out().println(outcome.violation().map(Violation::getMessage).orElse("no violation"));
    return outcome.isGood();
  }

  // --- many

  private boolean many() {
    long from = bound(0);
    long to = hours > 0 ? Long.MAX_VALUE : bound(1);
    var report = new SimulationReport(out(), spec.commandLine().getErr());
    var swarm = new Swarm(scenario -> Run.of(drawn(scenario)));
    Duration enough = Duration.ofMillis((long) (hours * 3_600_000));
    swarm.run(
        from,
        threads,
        next -> next <= to && (hours == 0 || swarm.totals().simulated().compareTo(enough) < 0),
        outcome -> report.ran(outcome, swarm.totals()));
    if (corpus) {
      Corpus.cases().forEach(known -> report.ran(swarm.run(known.scenario()), swarm.totals()));
    }
    if (json) {
      report.json(from, swarm, threads);
    } else {
      report.table(from, swarm, threads);
      if (coverage) {
        report.coverage(swarm.totals());
      }
    }
    swarm.totals().bad().stream()
        .limit(SHRUNK)
        .forEach(bad -> shrunk(bad.scenario(), Optional.empty()));
    return swarm.totals().bad().isEmpty();
  }

  private void shrunk(Scenario failing, Optional<Planted> mistake) {
    String text = Shrinking.of(failing, mistake).text();
    Path file = directory.resolve("seed-" + failing.seed() + ".md");
    if (!json) {
      out().println(text);
    }
    try {
      Files.writeString(file, text);
      spec.commandLine().getErr().println("written to " + file);
    } catch (IOException refused) {
      spec.commandLine().getErr().println(file + " can't be written: " + refused.getMessage());
    }
  }

  private long bound(int which) {
    String[] ends = seeds.split("\\.\\.", 2);
    try {
      return Long.parseLong(ends[which].strip());
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      throw wrong("--seeds: \"" + seeds + "\" is no range: use FROM..TO, as in 1..500");
    }
  }

  // --- planted mistakes

  private List<Planted> mistakes() {
    if (bug.isEmpty()) {
      return List.of();
    }
    if (bug.equals("all")) {
      return List.of(Planted.values());
    }
    List<Planted> named =
        Arrays.stream(Planted.values())
            .filter(mistake -> Integer.toString(mistake.number()).equals(bug))
            .toList();
    if (named.isEmpty()) {
      var known = new StringBuilder("--bug: there is no " + bug + "; there are:");
      for (Planted mistake : Planted.values()) {
        known.append("%n%4d  %s".formatted(mistake.number(), mistake.what()));
      }
      throw wrong(known.toString());
    }
    return named;
  }

  private boolean bank() {
    var report = new SimulationReport(out(), spec.commandLine().getErr());
    long from = bound(0);
    long to = bound(1);
    var findings =
        mistakes().parallelStream().map(mistake -> Bank.look(mistake, from, to)).toList();
    if (json) {
      report.json(findings);
    } else {
      findings.forEach(out()::println);
    }
    return findings.stream().allMatch(Bank.Finding::isCaught);
  }
}

package io.nightbus.sim.world;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightbus simulate}: years of outages under virtual time, and the books must balance. */
@Command(
    name = "simulate",
    description = {
      "Runs the real core in drawn worlds under virtual time, with faults, and compares the books.",
      "Each seed draws its world; the same seed gives the same run."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no invariant was broken",
      "1:one was; the command that shows it again is printed",
      "2:the command line is wrong"
    })
public final class SimulateCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Option(names = "--seed", paramLabel = "N", description = "Tell one run, step by step.")
  long seed;

  @Option(
      names = "--seeds",
      paramLabel = "FROM..TO",
      defaultValue = "1..500",
      description = "Run these (${DEFAULT-VALUE}).")
  String seeds = "1..500";

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "Go on with further seeds for so many hours of this machine's time.")
  double hours;

  @Option(names = "--cores", paramLabel = "N", description = "Run so many at a time (all).")
  int cores = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--planted",
      description = "Put known mistakes in, one at a time, and see that each is found.")
  boolean planted;

  @Override
  public Integer call() {
    if (cores < 1) {
      throw wrong("--cores: at least one");
    }
    PrintWriter out = spec.commandLine().getOut();
    boolean good;
    if (planted) {
      good = planted(out);
    } else if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      good = one(out);
    } else {
      good = many(out);
    }
    out.flush();
    return good ? 0 : 1;
  }

  private boolean one(PrintWriter out) {
    Outcome outcome = Run.told(Scenario.of(seed), out::println);
    out.printf("seed %d, hash %016x: ", seed, outcome.hash());
    out.println(outcome.violation().map(Violation::getMessage).orElse("no violation"));
    return outcome.isGood();
  }

  private boolean many(PrintWriter out) {
    long from = bound(0);
    long to = bound(1);
    long began = System.nanoTime();
    long until = began + (long) (hours * 3_600e9);
    var swarm = new Swarm(Run::of);
    swarm.run(
        from,
        cores,
        next -> hours > 0 ? System.nanoTime() - until < 0 : next <= to,
        outcome -> told(out, outcome));
    out.println(swarm.summary(Duration.ofNanos(System.nanoTime() - began)));
    out.println("checks made:");
    swarm
        .checks()
        .forEach((invariant, count) ->
            out.printf("  %-6s %-24s %,d%n", invariant.number(), invariant, count));
    return swarm.bad().isEmpty();
  }

  private static synchronized void told(PrintWriter out, Outcome outcome) {
    outcome
        .violation()
        .ifPresent(violation -> {
          out.println(outcome.replay() + "   # " + violation.getMessage());
          out.flush();
        });
  }

  private long bound(int which) {
    String[] ends = seeds.split("\\.\\.", 2);
    try {
      return Long.parseLong(ends[which].strip());
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      throw wrong("--seeds: \"" + seeds + "\" is no range: use FROM..TO, as in 1..500");
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private boolean planted(PrintWriter out) {
    List<Bank.Finding> findings = Bank.look(bound(0), bound(1), Planted.values());
    findings.forEach(out::println);
    return findings.stream().allMatch(Bank.Finding::isCaught);
  }
}

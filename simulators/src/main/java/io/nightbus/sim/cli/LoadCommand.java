package io.nightbus.sim.cli;

import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.load.Load;
import io.nightbus.sim.load.LoadPlan;
import io.nightbus.sim.load.LoadResult;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives load. */
@Command(
    name = "load",
    description = {
      "Dials as an acquirer, signs on, asks and measures; prints one line of JSON.",
      "Latencies are in microseconds, from the time a request was due."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every request was answered",
      "1:some were not, or a connection was lost",
      "2:the command line is wrong",
      "3:can't connect or sign on"
    })
final class LoadCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      required = true,
      split = ",",
      description = "Connected to in turn.")
  List<String> addresses = List.of();

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      defaultValue = "iso87-ascii",
      description = "iso87-ascii or iso87-binary (${DEFAULT-VALUE}).")
  String dialect = "iso87-ascii";

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many (${DEFAULT-VALUE}).")
  int connections = 8;

  @Option(
      names = "--outstanding",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests under way on each connection; 0 is 16, or 10000 at most where there is a rate.")
  int outstanding;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests a second whatever comes back; 0 asks the next when one is answered"
              + " (${DEFAULT-VALUE}).")
  double rate;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Not measured (${DEFAULT-VALUE}).")
  double warmUp = 2;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Measured (${DEFAULT-VALUE}).")
  double duration = 10;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "After which a request is unanswered (${DEFAULT-VALUE}).")
  double timeout = 10;

  @Option(
      names = "--cards",
      paramLabel = "PREFIX",
      defaultValue = "555500",
      description = "First digits of the cards it asks for (${DEFAULT-VALUE}).")
  String cards = "555500";

  @Option(
      names = "--card-count",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many cards (${DEFAULT-VALUE}).")
  int count = 1_000;

  @Option(
      names = "--acquirer",
      paramLabel = "DIGITS",
      defaultValue = "400001",
      description = "DE 32 (${DEFAULT-VALUE}).")
  String acquirer = "400001";

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> give(reporting));
  }

  private int give(Reporting reporting) throws IOException, InterruptedException {
    LoadResult result = Load.run(plan());
    reporting.print(result);
    return result.isWhole() ? ExitCode.DONE : ExitCode.FELL_SHORT;
  }

  private LoadPlan plan() {
    int usual = rate > 0 ? 10_000 : 16;
    return new LoadPlan(
        Dialect.named(dialect)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "--dialect \"" + dialect + "\": there are " + Dialect.names())),
        addresses.stream().map(Common::address).toList(),
        connections,
        outstanding == 0 ? usual : outstanding,
        rate,
        seconds(warmUp),
        seconds(duration),
        seconds(timeout),
        new Cards(cards, count),
        acquirer);
  }

  private static Duration seconds(double time) {
    if (!(time >= 0 && time <= 86_400)) {
      throw new IllegalArgumentException("a time is from 0 to 86400 seconds");
    }
    return Duration.ofMillis((long) (time * 1_000));
  }
}
